/**
 * How one thread walks a plan. The same function runs in every worker and, for one thread, in the caller itself.
 *
 * Kernels give the same bits however their work is cut, so a large op is cut into more shares than there are threads,
 * and threads claim them one after the other: a thread whose core is slow, or busy with something else, does fewer.
 */
import { CONTRACTS, type KernelName, type Kernels } from './contracts.js';
import type { Op } from './plan.js';

/** Called between dependent ops. */
export type Barrier = () => void;

/** How the threads of one walk work together. */
export interface Crew {
  readonly tid: number;
  readonly threads: number;
  readonly barrier: Barrier;
  /** Shared counters that hand out shares; without them every thread does its own static part. */
  readonly claims?: Claims;
}

/** Shares of one thread's part of a large op: enough to even out threads at half speed, few enough to cost nothing. */
const SHARES_A_THREAD = 6;
/** Estimated seconds of one share at least: a claim and a call cost about a microsecond. */
const SHARE_SECONDS = 30e-6;
/** Kernels that prepare something (packed rows, padded images) in every share: more shares would do it again. */
const WHOLE: ReadonlySet<KernelName> = new Set(['denseWeightGradient', 'convWeightGradient', 'convForward']);
/** Shares a thread of kernels that read all their weights in every share. */
const COARSE: Readonly<Partial<Record<KernelName, number>>> = { winogradInputGradient: 2 };
/** Rough speed of a thread, for that estimate. */
const MACS_A_SECOND = 30e9;
const BYTES_A_SECOND = 10e9;

/** Of one thread, for n of batchSize images. */
function estimatedSeconds(op: Op, n: number, batchSize: number): number {
  return (op.macs * n) / MACS_A_SECOND + (op.bytes * n) / batchSize / BYTES_A_SECOND;
}

/** Into how many shares each thread's part of an op is cut for n of batchSize images. */
export function sharesOf(op: Op, n: number, batchSize: number, threads: number): number {
  if (WHOLE.has(op.kernel)) return 1;
  const most = COARSE[op.kernel] ?? SHARES_A_THREAD;
  const seconds = estimatedSeconds(op, n, batchSize);
  return Math.max(1, Math.min(most, Math.floor(seconds / threads / SHARE_SECONDS)));
}

/** Estimated seconds of one thread for a stretch. */
export function estimate(ops: readonly Op[], { from, to, n, batchSize }: Stretch): number {
  return ops.slice(from, to).reduce((sum, op) => sum + estimatedSeconds(op, n, batchSize), 0);
}

/** One thread's view of the counters: shared words that only ever grow, and what they stood at before this walk. */
export class Claims {
  readonly #before: Int32Array;

  /** @param counters one int32 for each thread's part of each op, shared by the threads, all 0 at first */
  constructor(readonly counters: Int32Array) {
    this.#before = new Int32Array(counters.length);
  }

  /** The next share of a part that nobody has claimed; `shares` or more when none is left. */
  next(part: number): number {
    return (Atomics.add(this.counters, part, 1) - this.#before[part]) | 0;
  }

  /** To be called when a part has no more shares: every thread claimed one in vain. */
  done(part: number, shares: number, threads: number): void {
    this.#before[part] += shares + threads;
  }
}

/** Part of a program for a batch. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Images. */
  readonly n: number;
  /** Images the plan was made for. */
  readonly batchSize: number;
}

/**
 * Carries out ops [from, to) as one thread of a crew.
 * @param times seconds by op are added to it when given
 */
export function walk(
  kernels: Kernels,
  ops: readonly Op[],
  stretch: Stretch,
  crew: Crew,
  times?: Float64Array,
): void {
  const { n, batchSize } = stretch;
  const { tid, threads, barrier, claims } = crew;
  for (let index = stretch.from; index < stretch.to; index++) {
    const op = ops[index];
    const started = times ? performance.now() : 0;
    if (op.barrier) barrier();
    const args = argumentsFor(op, n);
    const shares = claims ? sharesOf(op, n, batchSize, threads) : 1;
    if (claims && shares > 1) claimShares(kernels, op.kernel, args, shares, index * threads, crew, claims);
    else kernels[op.kernel](...args, tid, threads);
    if (times) times[index] += (performance.now() - started) / 1000;
  }
  barrier();
}

/** The thread's own part share by share, which are near in its caches, and then what the others have not come to. */
function claimShares(
  kernels: Kernels,
  kernel: KernelName,
  args: number[],
  shares: number,
  firstPart: number,
  { tid, threads }: Crew,
  claims: Claims,
): void {
  const scratch = SCRATCH[kernel];
  const own = args[scratch] + tid * args[scratch + 1];
  for (let other = 0; other < threads; other++) {
    const owner = (tid + other) % threads;
    const part = firstPart + owner;
    for (let claimed = claims.next(part); claimed < shares; claimed = claims.next(part)) {
      const share = owner * shares + claimed;
      // Kernels count scratch by share: this makes it the thread's own.
      if (scratch >= 0) args[scratch] = own - share * args[scratch + 1];
      kernels[kernel](...args, share, shares * threads);
    }
    claims.done(part, shares, threads);
  }
}

/** Place of each kernel's scratch among its arguments, the stride behind it; −1: none. */
const SCRATCH = Object.fromEntries(
  Object.entries(CONTRACTS).map(([kernel, names]) => [
    kernel,
    (names as readonly string[]).indexOf('scratch'),
  ]),
);

function argumentsFor(op: Op, n: number): number[] {
  const args = [...op.args];
  for (const [index, factor] of op.perSample) args[index] = factor * n;
  return args;
}
