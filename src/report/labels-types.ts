/** Everything the page of `vultus labels` shows, as plain JSON. */
import type { ConfidentJoint } from '../evaluate/confident-joint.js';
import type { Rate } from '../evaluate/interval.js';
import type { Judgement, Refereed } from '../evaluate/referee.js';
import type { FoldResult } from '../train/cross-validate.js';
import type { ReportFaces } from './types.js';

/** One suggestion with its face. */
export interface ShownIssue {
  /** From 1. */
  readonly rank: number;
  /** The data set's, from 0. */
  readonly row: number;
  readonly label: string;
  readonly suggested: string;
  /** 0–1. */
  readonly labelProbability: number;
  readonly suggestedProbability: number;
  /** What independent voters said, where they were asked: `6 sadness, 4 neutral`. */
  readonly votes?: string;
  readonly judgement?: Judgement;
}

export interface LabelsReport extends ConfidentJoint {
  /** Program and version. */
  readonly createdBy: string;
  /** ISO 8601; absent in tests, so that the same data give the same bytes. */
  readonly createdAt?: string;
  /** What was read, as the user named it. */
  readonly source: string;
  /** SHA-256 (hex) of the data. */
  readonly fingerprint: string;
  readonly classes: readonly string[];
  readonly split: string;
  /** Labels that were checked. */
  readonly images: number;
  /** Labels that are likely to be wrong. */
  readonly issues: number;
  /** [label][suggested] issues. */
  readonly suggested: readonly (readonly number[])[];
  readonly network: { readonly model: string; readonly epochs: number; readonly seed: number };
  readonly folds: readonly FoldResult[];
  /** Of the networks on the images they did not train on. */
  readonly accuracy: Rate;
  readonly referee?: Refereed & { readonly source: string };
  /** The first suggestions, the worst first. */
  readonly shown: readonly ShownIssue[];
  /** Their faces; absent when nothing is shown. */
  readonly faces?: ReportFaces;
  /** Command line that does the same again. */
  readonly command: string;
}
