/** Long work on one thread that still moves a progress bar and hears Ctrl-C. */

export interface PaceOptions {
  /** Called with the work done so far and all of it, in the same unit. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends the work; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Rows between two looks at the event loop: some tens of milliseconds. */
const ROWS = 1024;

/** Counts work and, now and then, lets the event loop run. */
export class Pace {
  #done = 0;

  /** @param total units of work to come, for the progress alone */
  constructor(
    readonly total: number,
    readonly options: PaceOptions = {},
  ) {}

  /** Calls `body` for every row in order, each a unit of work. */
  async rows(count: number, body: (row: number) => void): Promise<void> {
    for (let start = 0; start < count; start += ROWS) {
      const end = Math.min(count, start + ROWS);
      for (let row = start; row < end; row++) body(row);
      await this.advance(end - start);
    }
  }

  /** So many units are done. @throws the signal's reason once it is aborted */
  async advance(units: number): Promise<void> {
    this.#done += units;
    this.options.onProgress?.(Math.min(this.#done, this.total), this.total);
    // A timer and not a microtask: signals are only delivered when the event loop turns.
    await new Promise((resolve) => setTimeout(resolve));
    this.options.signal?.throwIfAborted();
  }
}
