/** How many threads to use under Node. */
import { availableParallelism } from 'node:os';
import { MAX_THREADS } from './engine.js';

/** One thread a core, as far as the engine goes. */
export function defaultThreads(): number {
  return Math.min(MAX_THREADS, availableParallelism());
}
