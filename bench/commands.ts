/** How every contender is started. Paths are those of a built checkout, which is where the benchmarks run. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countParameters, zooModel } from '../src/model/index.js';
import type { Command } from './contender.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The Python of the virtual environment that README.md tells to make. */
export const PYTHON = join('.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/**
 * glibc gives large blocks back to the system at every free and takes them anew, page by page, at every allocation.
 * Kept instead, as an allocator like jemalloc does, PyTorch trains classic 1.1, resnet-s 1.25 and mini-xception 1.5
 * times as fast. Nothing that comes with a plain installation, so it is a contender of its own.
 */
const KEEP_MEMORY = {
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '-1',
  MALLOC_TOP_PAD_: String(128 * 1024 * 1024),
};

/** A network that contenders of any language read: its model.json in a temporary folder. */
export interface Network {
  readonly name: string;
  readonly path: string;
  readonly parameters: number;
}

/** Writes the zoo's networks for the contenders, calls `use` with them and removes them again. */
export async function withNetworks<T>(
  names: readonly string[],
  use: (networks: readonly Network[], folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'vultus-bench-'));
  try {
    const networks = names.map((name) => {
      const model = zooModel(name);
      const path = join(folder, `${name}.json`);
      writeFileSync(path, JSON.stringify(model));
      return { name, path, parameters: countParameters(model).trainable };
    });
    return await use(networks, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What every contender of one comparison has in common. */
export interface Task {
  readonly network: Network;
  readonly batch: number;
  readonly threads: number;
  readonly python: string;
  /** A file of byte images to hold in memory and train on. */
  readonly images?: string;
}

/** Ours on one Node after the other, `ours, Node 24.1.0`; one that is given again is numbered. */
export function ours(script: 'train' | 'infer', nodes: readonly string[], task: Task): Command[] {
  const images = task.images === undefined ? [] : [task.images];
  const args = [join(root, `dist/bench/ours-${script}.js`), ...common(task), ...images];
  const names = nodes.map((node) => `ours, Node ${versionOf(node)}`);
  return nodes.map((command, index) => {
    const earlier = names.slice(0, index).filter((name) => name === names[index]).length;
    const name = earlier === 0 ? names[index] : `${names[index]} (${earlier + 1})`;
    return { name: nodes.length === 1 ? 'ours' : name, command, args };
  });
}

function versionOf(node: string): string {
  return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1);
}

const common = ({ network, batch, threads }: Task): string[] => [network.path, `${batch}`, `${threads}`];

function python(task: Task, script: string, ...more: string[]): Pick<Command, 'command' | 'args'> {
  const images = task.images === undefined ? [] : ['--images', task.images];
  return {
    command: task.python,
    args: [join(root, 'bench/peers', script), ...common(task), ...more, ...images],
  };
}

/** PyTorch in both memory formats and with an allocator that keeps its memory; Keras. */
export function trainingPeers(task: Task): Command[] {
  const channelsLast = python(task, 'torch_train.py', 'channels_last');
  return [
    { name: 'PyTorch', ...python(task, 'torch_train.py', 'contiguous') },
    { name: 'PyTorch channels_last', ...channelsLast },
    ...keepingMemory({ name: 'PyTorch channels_last, malloc', ...channelsLast }),
    { name: 'Keras', ...python(task, 'keras_train.py') },
  ];
}

/** PyTorch, ONNX Runtime and TensorFlow.js. */
export function inferencePeers(task: Task): Command[] {
  const javascript = (script: string) => ({
    command: process.execPath,
    args: [join(root, 'bench/peers/js', script), ...common(task)],
  });
  const channelsLast = python(task, 'torch_infer.py', 'channels_last');
  const frozen = python(task, 'torch_infer.py', 'contiguous', '--freeze');
  return [
    { name: 'PyTorch', ...python(task, 'torch_infer.py', 'contiguous') },
    { name: 'PyTorch channels_last', ...channelsLast },
    ...keepingMemory({ name: 'PyTorch channels_last, malloc', ...channelsLast }),
    { name: 'PyTorch frozen', ...frozen },
    ...keepingMemory({ name: 'PyTorch frozen, malloc', ...frozen }),
    { name: 'onnxruntime-node', ...javascript('onnxruntime.mjs') },
    { name: 'TensorFlow.js wasm', ...javascript('tfjs-wasm.mjs') },
  ];
}

/** The settings are glibc's. */
function keepingMemory(command: Command): Command[] {
  return process.platform === 'linux' ? [{ ...command, env: KEEP_MEMORY }] : [];
}
