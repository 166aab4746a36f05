/** What every reader of one source shares. */

import type { Limits } from './limits.js';
import type { RowStore } from './rows.js';

export interface ReadContext {
  /** The path as the user named it, for errors. */
  readonly source: string;
  readonly rows: RowStore;
  readonly limits: Limits;
  readonly signal?: AbortSignal;
  /** Tells how far the read is; units are the reader's. */
  readonly progress: (done: number, total: number) => void;
}
