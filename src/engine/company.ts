/**
 * Whether one thread alone is done sooner than several: for a short run that depends on what else the machine does, because
 * threads that sleep must be woken and wait for each other. So it is found out by trying. The result has the same bits
 * either way.
 */

/** Weight of the newest time in the mean: the last ten or so count. */
const NEWEST = 0.2;
/** Of so many runs one tries the way that was slower last. */
const TRIAL = 16;

interface Record {
  runs: number;
  /** Mean times, NaN before the first. */
  alone: number;
  together: number;
}

export class Company {
  readonly #records = new Map<string, Record>();

  /**
   * How the next run of this kind should go.
   * @param kind runs that take about the same time
   */
  alone(kind: string): boolean {
    let record = this.#records.get(kind);
    if (!record) {
      record = { runs: 0, alone: Number.NaN, together: Number.NaN };
      this.#records.set(kind, record);
    }
    const { alone, together } = record;
    const run = record.runs++;
    // The first runs, while the engine still compiles the kernels, are of both kinds by turns.
    if (run < TRIAL || Number.isNaN(alone) || Number.isNaN(together)) return run % 2 === 0;
    return run % TRIAL === 0 ? alone >= together : alone < together;
  }

  /** @param time of the run, in any unit */
  took(kind: string, alone: boolean, time: number): void {
    const record = this.#records.get(kind);
    if (!record) return;
    const way = alone ? 'alone' : 'together';
    const before = record[way];
    record[way] = Number.isNaN(before) ? time : before + NEWEST * (time - before);
  }
}
