// Compiles the AssemblyScript kernels into two WebAssembly modules (see `builds`) and refuses a module that breaks the bit contract:
// a data section or a mutable global would be per instance (every worker instantiates the module over one memory),
// and an import other than the memory would let host arithmetic in.
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const source = 'src/engine/kernels';
const folder = 'dist/src/engine';
// The same kernels for 128-bit vectors and for pairs of them, which some engines join: `if (WIDE)` in the sources.
const builds = [
  { target: `${folder}/kernels-narrow.wasm`, wide: 0 },
  { target: `${folder}/kernels-wide.wasm`, wide: 1 },
];

function newest(folder) {
  return Math.max(
    ...readdirSync(folder, { recursive: true }).map((name) => statSync(join(folder, name)).mtimeMs),
  );
}
function upToDate(target) {
  try {
    const inputs = [newest(source), statSync(source).mtimeMs, statSync('scripts/build-kernels.mjs').mtimeMs];
    // The lock file stands for the compiler's version; the folder's own time tells of kernels that were removed.
    return statSync(target).mtimeMs > Math.max(...inputs, statSync('package-lock.json').mtimeMs);
  } catch {
    return false;
  }
}

/** Yields [id, start, end] of each section of a WebAssembly binary. */
function* sections(bytes) {
  let at = 8;
  const leb = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
  while (at < bytes.length) {
    const id = bytes[at++];
    const size = leb();
    yield [id, at, at + size];
    at += size;
  }
}

function check(bytes) {
  const problems = [];
  for (const [id, start, end] of sections(bytes)) {
    if (id === 11 && end - start > 1) problems.push('a data section (static arrays or strings in a kernel)');
    if (id === 6 && end - start > 1) problems.push('a global (kernels keep all state in memory)');
  }
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes));
  for (const entry of imports) {
    if (entry.module !== 'env' || entry.name !== 'memory')
      problems.push(`the import ${entry.module}.${entry.name}`);
  }
  if (problems.length > 0) throw new Error(`the kernels must not hold ${problems.join(', ')}`);
}

async function build({ target, wide }) {
  mkdirSync(folder, { recursive: true });
  const temporary = `${target}.${process.pid}`;
  const { error, stderr } = await asc.main([
    join(source, 'index.ts').replaceAll('\\', '/'),
    ...['-o', temporary.replaceAll('\\', '/'), '--runtime', 'stub', '-O3', '--noAssert'],
    ...['--use', 'abort=', '--use', `WIDE=${wide}`],
    ...['--enable', 'simd', '--enable', 'threads', '--importMemory', '--sharedMemory'],
    ...['--initialMemory', '1', '--maximumMemory', '65536'],
  ]);
  if (error) {
    console.error(stderr.toString());
    process.exit(1);
  }
  check(readFileSync(temporary));
  renameSync(temporary, target);
}

for (const each of builds) if (!upToDate(each.target)) await build(each);
