// Runs every test file under dist/ with Node's own runner (Node 20 takes no globs) and closes with one countable line.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const wanted = process.argv.slice(2);
const files = readdirSync('dist', { recursive: true })
  .map((name) => join('dist', name))
  .filter((name) => name.endsWith('.test.js'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort();

let passed = 0;
let failed = 0;
let skipped = 0;
// Suites and files report too; only leaf tests count.
const isTest = (data) => data.details?.type !== 'suite' && !files.some((file) => data.name.endsWith(file));
const stream = run({ files, concurrency: 2, timeout: 600_000 });
stream.on('test:pass', (data) => {
  if (!isTest(data)) return;
  if (data.skip !== undefined) skipped++;
  else passed++;
});
stream.on('test:fail', (data) => {
  // A file that dies before its tests run is reported under its own name: that is a failure too.
  if (data.details?.type !== 'suite') failed++;
});
stream.on('end', () => {
  setImmediate(() => {
    if (passed === 0) failed++;
    console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
    process.exitCode = failed > 0 ? 1 : 0;
  });
});
stream.compose(new spec()).pipe(process.stdout);
