// Removes what an earlier build left in dist/ of sources that are gone: their tests would still run, their modules ship.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

// The kernels were one module before there were two.
rmSync(join('dist', 'src', 'engine', 'kernels.wasm'), { force: true });

const folders = ['src', 'test', 'bench', 'examples'];
for (const folder of folders) {
  const out = join('dist', folder);
  if (!existsSync(out)) continue;
  for (const name of readdirSync(out, { recursive: true })) {
    const source = join(folder, name).replace(/(\.d)?\.(ts|js)$/, '.ts');
    if (source.endsWith('.ts') && !existsSync(source)) rmSync(join(out, name));
  }
}
