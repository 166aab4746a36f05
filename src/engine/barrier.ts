/**
 * The barrier between dependent ops: a counter and a generation in shared memory. The last thread to arrive starts the
 * next generation and wakes the others; they look for a while first, because most ops end within microseconds of each
 * other, and a sleep with its wake-up costs 10 µs and more.
 */

/** Milliseconds that a thread looks at most before it sleeps: a few times what a sleep costs. */
const LONGEST = 0.1;
/** At least: threads that share one core, on a busy machine, only keep each other from arriving. */
const SHORTEST = 0.003;
/** Looks between two glances at the clock, which says the same on every Node: a look takes 1 ns on 24 and 20 ns on 20. */
const LOOKS = 50;

/**
 * One thread's side of a barrier. How long it looks adapts: longer while that spares it the sleep, shorter when it was
 * in vain.
 * @param control int32 view of the shared memory
 * @param at index of two words, both 0 at first: arrivals and generation
 * @returns to be called by each of `threads` threads; comes back when all have called it
 */
export function createBarrier(control: Int32Array, at: number, threads: number): () => void {
  let patience = LONGEST;
  const opened = (generation: number): boolean => {
    const deadline = performance.now() + patience;
    do {
      for (let look = 0; look < LOOKS; look++) {
        if (Atomics.load(control, at + 1) !== generation) return true;
      }
    } while (performance.now() < deadline);
    return false;
  };
  return () => {
    if (threads === 1) return;
    const generation = Atomics.load(control, at + 1);
    if (Atomics.add(control, at, 1) === threads - 1) {
      Atomics.store(control, at, 0);
      Atomics.add(control, at + 1, 1);
      Atomics.notify(control, at + 1);
      return;
    }
    const awake = opened(generation);
    patience = awake ? Math.min(LONGEST, 2 * patience) : Math.max(SHORTEST, patience / 4);
    while (Atomics.load(control, at + 1) === generation) Atomics.wait(control, at + 1, generation);
  };
}
