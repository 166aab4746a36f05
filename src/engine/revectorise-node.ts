/**
 * V8's revectoriser: from Node 24 on it can join pairs of 128-bit operations into 256-bit ones, which doubles the matrix
 * products of the wide kernels. It is off by default and must be switched on before they are compiled. Lanes are computed
 * as before, so no bit may change; a short self-test makes sure of that, and the narrow kernels run where one does.
 * Node 22 has an earlier one that gives up on sums in loops ("Failed due to Phi on stack"): the wide kernels ran at 107
 * GFLOP/s there, the narrow ones at 113, on Node 24 at 213 and 145.
 */
import { setFlagsFromString } from 'node:v8';
import type { KernelForm } from './host.js';
import { bitsOf } from './self-test.js';

/** What runs, for `vultus info`. */
export type Revectorise = 'on' | 'off: this Node is too old' | 'off: it changed bits here';

let state: Revectorise | undefined;
let chosen: Promise<WebAssembly.Module> | undefined;

/** The fastest kernels that give the right bits. The answer is kept for the process. */
export function chooseKernels(
  compile: (form: KernelForm) => Promise<WebAssembly.Module>,
): Promise<WebAssembly.Module> {
  chosen ??= choose(compile).catch((error) => {
    chosen = undefined; // a file that could not be read may be readable later
    throw error;
  });
  return chosen;
}

async function choose(
  compile: (form: KernelForm) => Promise<WebAssembly.Module>,
): Promise<WebAssembly.Module> {
  const narrow = await compile('narrow');
  if (Number(process.versions.node.split('.')[0]) < 24) {
    state = 'off: this Node is too old';
    return narrow;
  }
  setFlagsFromString('--experimental-wasm-revectorize');
  const wide = await compile('wide');
  if (bitsOf(wide) === bitsOf(narrow, 1)) {
    state = 'on';
    return wide;
  }
  setFlagsFromString('--no-experimental-wasm-revectorize');
  state = 'off: it changed bits here';
  return narrow;
}

/** Whether the kernels run revectorised; known once they are chosen. */
export function revectoriseState(): Revectorise | undefined {
  return state;
}
