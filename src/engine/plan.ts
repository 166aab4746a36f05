/**
 * The static plan: every kernel call in order, every buffer's address, a barrier only where data depends. Nothing is
 * allocated once it stands; the same plan runs for every batch of up to `batchSize` images.
 */
import { CONTRACTS, type KernelName } from './contracts.js';
import { align, allocateArena } from './memory.js';

/** A place in memory: a buffer, a byte offset into it and, when it is a part of the buffer, that part's bytes. */
export interface Ref {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly bytes?: number;
}
/** A count that grows with the batch: factor × images. */
export interface PerSample {
  readonly perSample: number;
}
export type Argument = number | Ref | PerSample;

/** A piece of memory of a plan. */
export interface Buffer {
  readonly name: string;
  readonly bytes: number;
  /** Fixed buffers keep their content between runs and their address between plans. */
  readonly fixed: boolean;
  /** Alive until the plan's end, so that the caller can read it. */
  readonly pinned?: boolean;
  address: number;
}

/** One kernel call before addresses are known. */
export interface Call {
  readonly kernel: KernelName;
  readonly args: Readonly<Record<string, Argument>>;
  readonly reads: readonly Ref[];
  readonly writes: readonly Ref[];
  /** What it is for: the layer's path and what is computed. */
  readonly label: string;
  /** Multiply-accumulates per image. */
  readonly macs: number;
}

/** One kernel call as the threads carry it out. */
export interface Op {
  readonly kernel: KernelName;
  /** In contract order, without tid and threads. */
  readonly args: readonly number[];
  /** [argument, factor]: replaced by factor × images of the batch. */
  readonly perSample: readonly (readonly [number, number])[];
  /** All threads must have finished the ops before. */
  readonly barrier: boolean;
  readonly label: string;
  /** Multiply-accumulates per image. */
  readonly macs: number;
  /** Bytes of what it reads and writes, for a full batch. */
  readonly bytes: number;
}

export interface Plan {
  readonly ops: readonly Op[];
  readonly buffers: readonly Buffer[];
  /** Bytes from the memory's start that this plan needs. */
  readonly memoryBytes: number;
  readonly arenaBytes: number;
}

export const ref = (buffer: Buffer, offset = 0, bytes?: number): Ref => ({ buffer, offset, bytes });
export const perSample = (factor: number): PerSample => ({ perSample: factor });
const isRef = (argument: Argument): argument is Ref => typeof argument === 'object' && 'buffer' in argument;

/** Gives fixed buffers their addresses, one after the other, from `base`. @returns the first free address */
export function placeFixed(buffers: readonly Buffer[], base: number): number {
  let address = align(base);
  for (const buffer of buffers) {
    buffer.address = address;
    address = align(address + buffer.bytes);
  }
  return address;
}

/**
 * Places the arena buffers after `arenaBase` and turns calls into ops.
 * Fixed buffers must have been placed before.
 * @param constants what the first so many calls write stays until the plan's end, for later runs without them
 */
export function assemble(calls: readonly Call[], arenaBase: number, constants = 0): Plan {
  const lives = new Map<Buffer, { first: number; last: number }>();
  const fixed = new Set<Buffer>();
  calls.forEach((call, index) => {
    for (const { buffer } of [...call.reads, ...call.writes]) {
      if (buffer.fixed) fixed.add(buffer);
      else {
        const life = lives.get(buffer) ?? { first: index, last: index };
        life.last = buffer.pinned || life.first < constants ? calls.length : index;
        // A buffer read before it is written is filled by the caller before the plan starts.
        if (call.reads.some((read) => read.buffer === buffer) && life.first === index) life.first = 0;
        lives.set(buffer, life);
      }
    }
  });
  const arena = [...lives.keys()];
  const { offsets, bytes } = allocateArena(
    arena.map((buffer) => ({ bytes: buffer.bytes, ...lives.get(buffer)! })),
  );
  const base = align(arenaBase);
  arena.forEach((buffer, index) => {
    buffer.address = base + offsets[index];
  });
  return {
    ops: resolve(calls),
    buffers: [...fixed, ...arena],
    memoryBytes: base + bytes,
    arenaBytes: bytes,
  };
}

/** Byte ranges touched since the last barrier. */
class Ranges {
  readonly #ranges: { start: number; end: number }[] = [];
  add(start: number, end: number): void {
    this.#ranges.push({ start, end });
  }
  overlaps(start: number, end: number): boolean {
    return this.#ranges.some((range) => start < range.end && range.start < end);
  }
  clear(): void {
    this.#ranges.length = 0;
  }
}

/** Absolute byte range of a reference: from its offset to its buffer's end unless narrowed by `bytes`. */
function rangeOf(reference: Ref): [number, number] {
  const start = reference.buffer.address + reference.offset;
  const end = reference.bytes ? start + reference.bytes : reference.buffer.address + reference.buffer.bytes;
  return [start, end];
}

function resolve(calls: readonly Call[]): Op[] {
  const read = new Ranges();
  const written = new Ranges();
  return calls.map((call) => {
    const reads = call.reads.map(rangeOf);
    const writes = call.writes.map(rangeOf);
    const depends =
      reads.some(([start, end]) => written.overlaps(start, end)) ||
      writes.some(([start, end]) => written.overlaps(start, end) || read.overlaps(start, end));
    if (depends) {
      read.clear();
      written.clear();
    }
    for (const [start, end] of reads) read.add(start, end);
    for (const [start, end] of writes) written.add(start, end);
    const bytes = [...reads, ...writes].reduce((sum, [start, end]) => sum + end - start, 0);
    return { ...encode(call), barrier: depends, bytes };
  });
}

function encode(call: Call): Omit<Op, 'barrier' | 'bytes'> {
  const perSample: [number, number][] = [];
  const names: readonly string[] = CONTRACTS[call.kernel];
  const args = names.map((name, index) => {
    const value = call.args[name];
    if (value === undefined) throw new Error(`plan: ${call.kernel} lacks its argument ${name}`);
    if (typeof value === 'number') return value;
    if (isRef(value)) return value.buffer.address + value.offset;
    perSample.push([index, value.perSample]);
    return 0;
  });
  const extra = Object.keys(call.args).filter((name) => !names.includes(name));
  if (extra.length > 0) throw new Error(`plan: ${call.kernel} takes no argument ${extra.join(', ')}`);
  return { kernel: call.kernel, args, perSample, label: call.label, macs: call.macs };
}
