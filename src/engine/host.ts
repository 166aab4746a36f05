/** What the engine needs of its surroundings; host-node.ts and host-browser.ts give it (`#engine-host`). */
import type { Op } from './plan.js';

/** Sent once to every worker. */
export interface WorkerStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** The programs' ops by name. */
  readonly programs: Readonly<Record<string, readonly Op[]>>;
  /** By program, a shared counter for each thread's part of each op (several threads only): see walk.ts. */
  readonly counters?: Readonly<Record<string, Int32Array>>;
  /** Images the programs were made for. */
  readonly batchSize: number;
  readonly tid: number;
  readonly threads: number;
  /** Index of the barrier's two words in an int32 view of the memory. */
  readonly barrierAt: number;
  readonly profile: boolean;
}

/** One run of a program, sent to every worker, or to the first one alone. */
export interface WorkerRun {
  readonly program: string;
  readonly n: number;
  readonly from: number;
  readonly to: number;
  /** Nobody else takes part. */
  readonly alone?: boolean;
}

/** Answer of a worker: `times` (seconds by op of this run) from thread 0 of a profiled pool. */
export type WorkerAnswer =
  | { readonly done: true; readonly times?: Float64Array }
  | { readonly error: string };

export interface WorkerHandle {
  post(message: WorkerStart | WorkerRun): void;
  onAnswer(listener: (answer: WorkerAnswer) => void): void;
  terminate(): Promise<void>;
}

/** The two builds of the kernels: for 128-bit vectors, and for an engine that joins pairs of them into 256 bits. */
export type KernelForm = 'narrow' | 'wide';

export interface Host {
  /** The compiled kernels: those of this form, or by default the fastest ones here. */
  loadKernels(form?: KernelForm): Promise<WebAssembly.Module>;
  startWorker(): WorkerHandle;
  /** Starts so many workers for later calls of startWorker; they do not keep the process alive. */
  startAhead?(count: number): void;
}
