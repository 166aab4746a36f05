/** Every source file keeps to the table of who may import whom (test/import-rules.ts), and the checker can fail. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { blankOut, MAX_LINES, RULES, readImports, resolveFrom, violations } from './import-rules.js';

// dist/test/imports.test.js → the repository's root.
const root = fileURLToPath(new URL('../../', import.meta.url));

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
}

describe('import rules', () => {
  const files = sources('src');
  test('the scan sees the source tree', () => {
    assert.ok(files.includes('src/util/errors.ts'), `no src/util/errors.ts among ${files.length} files`);
    assert.ok(files.length >= 40, `only ${files.length} files`);
  });
  test('every file under src/ keeps them', () => {
    const found = files.flatMap((path) => violations(path, readFileSync(join(root, path), 'utf8')));
    assert.deepEqual(found, []);
  });
  test('every folder under src/ has a rule', () => {
    const folders = new Set(files.map((path) => path.split('/')[1]).filter((name) => !name.endsWith('.ts')));
    for (const folder of folders) assert.ok(RULES[folder], `src/${folder} has no rule`);
  });
  test(`no file of tests, benchmarks and examples is longer than ${MAX_LINES} lines`, () => {
    for (const path of [...sources('test'), ...sources('examples')]) {
      const lines = readFileSync(join(root, path), 'utf8').split('\n').length - 1;
      assert.ok(lines <= MAX_LINES, `${path}: ${lines} lines`);
    }
  });
});

/** Sources that break one rule each, and a part of the sentence expected. */
const BROKEN: readonly [string, string, string][] = [
  ['src/data/a.ts', "import { x } from '../engine/engine.js';", 'data must not import engine'],
  ['src/data/a.ts', "export * from '../train/loop.js';", 'data must not import train'],
  ['src/data/a.ts', "export {\n  x,\n} from '../train/loop.js';", 'data must not import train'],
  ['src/data/a.ts', "import {\n  x,\n  y,\n} from '../train/loop.js';", 'data must not import train'],
  ['src/data/a.ts', "const x = await import('../train/loop.js');", 'data must not import train'],
  ['src/data/a.ts', "import '../train/loop.js';", 'data must not import train'],
  ['src/data/a.ts', "import type { X } from '../train/loop.js';", 'data must not import train'],
  ['src/data/deep/a.ts', "import { x } from '../../cli/main.js';", 'data must not import cli'],
  ['src/train/a.test.ts', "import { x } from '../cli/main.js';", 'train must not import cli'],
  ['src/engine/a.ts', "import { WARP } from '../augment/types.js';", 'may import only types from augment'],
  [
    'src/engine/a.ts',
    "import { type A, b } from '../augment/types.js';",
    'may import only types from augment',
  ],
  ['src/report/a.ts', "import { x } from '../engine/engine.js';", 'report must not import engine'],
  ['src/util/a.ts', "import { readFileSync } from 'node:fs';", 'must also run in a browser'],
  ['src/augment/a.ts', "const fs = await import('node:fs');", 'must also run in a browser'],
  ['src/engine/pool.ts', "import { Worker } from 'node:worker_threads';", 'only files named *-node.ts'],
  ['src/engine/kernels/a.ts', "import { x } from '../plan';", 'only import other kernels'],
  ['src/model/a.ts', 'const x = Math.exp(1);', 'line 1: Math.exp'],
  ['src/train/a.ts', '\n\nconst x = Math.random();', 'line 3: Math.random'],
  ['src/train/a.ts', "console.log('x');", 'writes to the terminal'],
  ['src/cli/a.ts', 'const x = a * 100;', 'is arithmetic'],
  ['src/cli/a.ts', 'const x = Math.round(a);', 'is arithmetic'],
  ['src/index.ts', 'const x = 1;', 'is no re-export'],
  ['src/index.ts', "export { main } from './cli/main.js';", 'leaves out cli'],
  ['src/data/a.ts', "import { x } from '../index.js';", 'may import the public API'],
  ['src/data/a.ts', "import { x } from '../../bench/x.js';", 'outside src/'],
  ['src/fresh/a.ts', "import { x } from '../data/x.js';", 'has no rule'],
  ['src/util/a.ts', 'x;\n'.repeat(501), '501 lines'],
];

/** Sources that keep them, each near a rule. */
const KEPT: readonly [string, string][] = [
  ['src/data/a.ts', "import { readFileSync } from 'node:fs';\nimport { exp } from '../util/math.js';"],
  ['src/engine/a.ts', "import type { AugmentConfig } from '../augment/types.js';"],
  ['src/engine/a.ts', "import { type A, type B } from '../augment/types.js';"],
  ['src/engine/worker-node.ts', "import { Worker } from 'node:worker_threads';"],
  ['src/engine/a.test.ts', "import { synthesise } from '../data/synth.js';\nconst x = Math.exp(1);"],
  ['src/engine/reference/conv.ts', 'const x = Math.exp(1);'],
  ['src/engine/kernels/index.ts', "export * from './gemm';"],
  [
    'src/model/a.ts',
    '// Math.exp may differ\n/* import { x } from "../cli/main.js"; */\nexport const a = 1;',
  ],
  ['src/model/a.ts', "const why = 'Math.exp is not exact';"],
  ['src/cli/a.ts', "import { x } from '../train/index.js';\nprint(`a * b is`, x);"],
  [
    'src/index.ts',
    "/** Public. */\nexport {\n  x,\n} from './data/index.js';\nexport type { Y } from './data/types.js';",
  ],
];

describe('the checker itself', () => {
  for (const [path, source, expected] of BROKEN) {
    test(`refuses ${path}: ${source.slice(0, 60).replaceAll('\n', ' ')}`, () => {
      const found = violations(path, source);
      assert.equal(found.length, 1, found.join('; '));
      assert.ok(found[0].includes(expected), found[0]);
    });
  }
  for (const [path, source] of KEPT) {
    test(`accepts ${path}: ${source.slice(0, 60).replaceAll('\n', ' ')}`, () => {
      assert.deepEqual(violations(path, source), []);
    });
  }
  test('reads every form of import', () => {
    const source = `
import a from './a.js';
import * as b from "./b.js";
import type { C } from './c.js';
export type { D } from './d.js';
export * from './e.js';
const f = () => import('./f.js');
const text = "import g from './g.js'";`;
    const found = readImports(source).map(
      ({ specifier, typeOnly }) => `${specifier}${typeOnly ? ' (type)' : ''}`,
    );
    assert.deepEqual(found.sort(), [
      './a.js',
      './b.js',
      './c.js (type)',
      './d.js (type)',
      './e.js',
      './f.js',
    ]);
  });
  test('blanks comments but no string that only looks like one', () => {
    assert.equal(blankOut("a('http://x'); // b", false).trimEnd(), "a('http://x');");
    assert.equal(blankOut('a(/[/]*"/g, 1) /* b */', true).replace(/\s+/g, ' '), 'a( , 1) ');
    assert.equal(blankOut('1 /* x */ + 2', true).replace(/\s+/g, ' '), '1 + 2');
  });
  test('resolves paths from a file', () => {
    assert.equal(resolveFrom('src/model/zoo/index.ts', '../../model/x.js'), 'src/model/x.js');
    assert.equal(resolveFrom('src/cli/a.ts', './b.js'), 'src/cli/b.js');
  });
});
