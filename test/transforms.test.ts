/** The transforms that are checked in are those that scripts/make-transforms.mjs writes. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);
const folder = new URL('src/engine/kernels/transforms/', root);

test('src/engine/kernels/transforms holds what npm run make:transforms writes, and constants.ts', async () => {
  const script: string = new URL('scripts/make-transforms.mjs', root).href;
  const { transformFiles } = (await import(script)) as {
    transformFiles: () => { name: string; text: string }[];
  };
  const files = transformFiles();
  for (const { name, text } of files) assert.equal(readFileSync(new URL(name, folder), 'utf8'), text, name);
  const names = [...files.map(({ name }) => name), 'constants.ts'].sort();
  assert.deepEqual(readdirSync(folder).sort(), names);
});

test('constants.ts stores each constant of the script in its place', async () => {
  const script: string = new URL('scripts/make-transforms.mjs', root).href;
  const { CONSTANTS } = (await import(script)) as { CONSTANTS: { value: string; index: number }[] };
  const text = readFileSync(new URL('constants.ts', folder), 'utf8');
  for (const { value, index } of CONSTANTS) {
    const place = index === 0 ? 'CONSTANTS_AT' : `CONSTANTS_AT + ${index * 4}`;
    assert.ok(text.includes(`store<f32>(temp, ${value}, ${place});`), `${value} at ${index}`);
  }
});
