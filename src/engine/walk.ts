/** How one thread walks a plan. The same function runs in every worker and, for one thread, in the caller itself. */
import type { Kernels } from './contracts.js';
import type { Op } from './plan.js';

/** Called between dependent ops. */
export type Barrier = () => void;

/**
 * Carries out ops [from, to) for a batch of n images as thread `tid` of `threads`.
 * @param times seconds by op are added to it when given
 */
export function walk(
  kernels: Kernels,
  ops: readonly Op[],
  range: { from: number; to: number },
  n: number,
  tid: number,
  threads: number,
  barrier: Barrier,
  times?: Float64Array,
): void {
  for (let index = range.from; index < range.to; index++) {
    const op = ops[index];
    const started = times ? performance.now() : 0;
    if (op.barrier) barrier();
    kernels[op.kernel](...argumentsFor(op, n), tid, threads);
    if (times) times[index] += (performance.now() - started) / 1000;
  }
  barrier();
}

function argumentsFor(op: Op, n: number): readonly number[] {
  if (op.perSample.length === 0) return op.args;
  const args = [...op.args];
  for (const [index, factor] of op.perSample) args[index] = factor * n;
  return args;
}
