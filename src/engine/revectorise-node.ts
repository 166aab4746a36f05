/**
 * V8's revectoriser: from Node 22 on it can join pairs of 128-bit operations into 256-bit ones, which nearly doubles the
 * matrix products. It is off by default and must be switched on before the kernels are compiled. Lanes are computed as
 * before, so no bit may change; a short self-test makes sure of that and switches it off again if one does.
 */
import { setFlagsFromString } from 'node:v8';
import { selfTest } from './self-test.js';

/** What runs, for `vultus info`. */
export type Revectorise = 'on' | 'off: this Node is too old' | 'off: it changed bits here';

let state: Revectorise | undefined;
let compiled: WebAssembly.Module | undefined;

/** Compiles the kernels the fastest way that gives the right bits. The answer is kept for the process. */
export async function compileKernels(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  if (compiled) return compiled;
  if (Number(process.versions.node.split('.')[0]) < 22) {
    state = 'off: this Node is too old';
    compiled = await WebAssembly.compile(bytes);
    return compiled;
  }
  setFlagsFromString('--experimental-wasm-revectorize');
  compiled = await WebAssembly.compile(bytes);
  state = 'on';
  if (!selfTest(compiled)) {
    setFlagsFromString('--no-experimental-wasm-revectorize');
    // V8 would hand out the same compiled code for the same bytes: an empty custom section makes them others.
    compiled = await WebAssembly.compile(Uint8Array.of(...bytes, 0, 1, 0));
    state = 'off: it changed bits here';
  }
  return compiled;
}

/** Whether the kernels run revectorised; known once they are compiled. */
export function revectoriseState(): Revectorise | undefined {
  return state;
}
