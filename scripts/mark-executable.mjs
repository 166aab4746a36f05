// Makes the program executable: npm does so only when it first links it, so after a second clone into the same folder
// `npx vultus` would be refused.
import { chmodSync } from 'node:fs';

chmodSync('dist/src/cli/main.js', 0o755);
