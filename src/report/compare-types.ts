/** What the page of `vultus compare` shows, as plain JSON. */
import type { PairedComparison } from '../evaluate/paired.js';
import type { SettingDifference } from '../train/differences.js';
import type { EpochRecord } from '../train/events.js';

export interface CompareData {
  /** Program and version. */
  readonly createdBy: string;
  /** ISO 8601 time; absent in tests. */
  readonly createdAt?: string;
  /** Command line that does the same again. */
  readonly command: string;
  /** Two or more, with different names. */
  readonly runs: readonly ComparedRun[];
  readonly settings: readonly SettingDifference[];
  /** What the networks answered to the same images; absent when there are none to ask. */
  readonly paired?: ComparedAnswers;
  /** Why `paired` is absent, as a sentence. */
  readonly missing?: string;
}

export interface ComparedRun {
  readonly name: string;
  readonly directory: string;
  /** In order; may be empty. */
  readonly epochs: readonly EpochRecord[];
  /** Split names. */
  readonly trainSplit: string;
  readonly validationSplit?: string;
  /** Of training, validation included; null when nothing is kept of it. */
  readonly seconds: number | null;
  /** SHA-256 (hex) of the weights. */
  readonly hash: string;
}

export interface ComparedAnswers {
  /** The data set, as the user named it. */
  readonly source: string;
  readonly split: string;
  readonly comparison: PairedComparison;
  /** What the score of each run is worth, a sentence a run. */
  readonly honesty: readonly string[];
}
