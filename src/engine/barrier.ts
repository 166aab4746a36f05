/**
 * The barrier between dependent ops: a counter and a generation in shared memory. The last thread to arrive starts the
 * next generation and wakes the others; they spin for a moment first, because most ops end within microseconds of each
 * other, and a wake-up costs 10 µs.
 */

/** Looks before a thread sleeps. Long spinning would starve the other threads of a busy machine. */
const SPINS = 2000;

/**
 * @param control int32 view of the shared memory
 * @param at index of two words, both 0 at first: arrivals and generation
 */
export function barrier(control: Int32Array, at: number, threads: number): void {
  if (threads === 1) return;
  const generation = Atomics.load(control, at + 1);
  if (Atomics.add(control, at, 1) === threads - 1) {
    Atomics.store(control, at, 0);
    Atomics.add(control, at + 1, 1);
    Atomics.notify(control, at + 1);
    return;
  }
  for (let spin = 0; spin < SPINS; spin++) {
    if (Atomics.load(control, at + 1) !== generation) return;
  }
  while (Atomics.load(control, at + 1) === generation) Atomics.wait(control, at + 1, generation);
}
