/**
 * `npm run check:bits`: the weights' hash of a short run must be one and the same for 1 to 4 threads, profiled or not,
 * whole or stopped and resumed, on this Node and on Node 20, 22, 24 and 26 (whose binaries come from npm packages; from
 * 22 on the kernels run revectorised).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const major = process.versions.node.split('.')[0];
const VERSIONS = new Set([major, '20', '22', '24', '26']);
const script = fileURLToPath(new URL('./run.js', import.meta.url));
const cells = [
  ...['1', '2', '3', '4'].map((threads) => [threads, 'plain', 'whole']),
  ['2', 'profile', 'whole'],
  ['3', 'plain', 'resumed'],
];

/** The Node binary of a major version: this one, or one installed under .cache/; undefined where npm has none. */
function nodeOf(version: string): string | undefined {
  if (version === major) return process.execPath;
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const folder = resolve('.cache', `node-${version}`);
  const name = `node-${system}-${process.arch}`;
  const binary = join(folder, 'node_modules', name, 'bin', system === 'win' ? 'node.exe' : 'node');
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  try {
    const npm = ['install', `${name}@${version}`, '--ignore-scripts', '--no-audit', '--no-fund'];
    execFileSync('npm', npm, { cwd: folder, stdio: 'ignore', shell: system === 'win' });
  } catch {
    return undefined;
  }
  return existsSync(binary) ? binary : undefined;
}

const hashes = new Set<string>();
let missing = 0;
for (const version of VERSIONS) {
  const binary = nodeOf(version);
  if (!binary) {
    missing++;
    console.log(`Node ${version}: missing, npm has no binary for ${process.platform} ${process.arch}`);
    continue;
  }
  const exact = execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim();
  for (const cell of cells) {
    const hash = execFileSync(binary, [script, ...cell], { encoding: 'utf8' }).trim();
    hashes.add(hash);
    const [threads, profile, course] = cell;
    console.log(`${exact.padEnd(10)} ${threads} threads  ${profile.padEnd(7)}  ${course.padEnd(7)}  ${hash}`);
  }
}
const runs = missing === 0 ? 'every run' : `every run (${missing} versions missing)`;
console.log(hashes.size === 1 ? `the same bits in ${runs}` : `${hashes.size} different hashes: bits differ`);
process.exitCode = hashes.size === 1 ? 0 : 1;
