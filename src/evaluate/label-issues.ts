/**
 * The second half of confident learning (Northcutt, Jiang & Chuang 2021, sections 3.3 and 4): which labels are likely to be
 * wrong, the worst first, and what each image seems to be instead.
 */
import { type ConfidentJoint, confidentJoint } from './confident-joint.js';

/** How images are picked. */
export type Pruning = 'noise-rate' | 'class' | 'both';
/** How the picked images are put in order. */
export type Ranking = 'margin' | 'self-confidence';

export interface LabelIssueOptions {
  /**
   * `noise-rate`: as many images labelled i as seem to be j, those with the largest p(j) − p(i). `class`: as many as do
   * not seem to be i at all, those with the smallest p(i). `both`: images that either way picks.
   */
  readonly pruning?: Pruning;
  /** `margin`: by p(label) − the largest other probability; `self-confidence`: by p(label). The lowest comes first. */
  readonly ranking?: Ranking;
}

/** One label that is likely to be wrong. */
export interface LabelIssue {
  /** Index of the image among those given. */
  readonly index: number;
  readonly label: number;
  /** The likeliest class; never the label. */
  readonly suggested: number;
  /** Probability of the label, 0–1. */
  readonly labelProbability: number;
  /** Probability of the suggestion, 0–1. */
  readonly suggestedProbability: number;
  /** What the order goes by, 0–1: the lower, the likelier the label is wrong. */
  readonly score: number;
}

export interface LabelIssues extends ConfidentJoint {
  /** The worst first. */
  readonly issues: readonly LabelIssue[];
}

/**
 * Finds labels that are likely to be wrong. Images whose likeliest class is their label are never among them.
 * @param probabilities [n, k] out-of-sample: of networks that did not train on the image
 * @param labels [n] class codes
 * @throws DataError, ModelError as `confidentJoint`
 * @example
 * const { issues } = findLabelIssues(probabilities, labels, 7);
 * issues[0].suggested; // the class of the image whose label is least likely
 */
export function findLabelIssues(
  probabilities: Float32Array,
  labels: Uint8Array,
  k: number,
  { pruning = 'noise-rate', ranking = 'margin' }: LabelIssueOptions = {},
): LabelIssues {
  const joint = confidentJoint(probabilities, labels, k);
  const byRate = pruning === 'class' ? undefined : pruneByNoiseRate(probabilities, labels, k, joint);
  const byClass = pruning === 'noise-rate' ? undefined : pruneByClass(probabilities, labels, k, joint);
  const issues: LabelIssue[] = [];
  for (let index = 0; index < labels.length; index++) {
    if (byRate?.has(index) === false || byClass?.has(index) === false) continue;
    const issue = issueOf(probabilities.subarray(index * k, (index + 1) * k), labels[index], index, ranking);
    if (issue !== undefined) issues.push(issue);
  }
  issues.sort((a, b) => a.score - b.score || a.index - b.index);
  return { ...joint, issues };
}

/** Undefined when the label itself is the likeliest class. */
function issueOf(row: Float32Array, label: number, index: number, ranking: Ranking): LabelIssue | undefined {
  let suggested = 0;
  row.forEach((p, c) => {
    if (p > row[suggested]) suggested = c;
  });
  if (row[suggested] === row[label]) return undefined;
  const [labelProbability, suggestedProbability] = [row[label], row[suggested]];
  const margin = (labelProbability - suggestedProbability + 1) / 2;
  const score = ranking === 'margin' ? margin : labelProbability;
  return { index, label, suggested, labelProbability, suggestedProbability, score };
}

/** For every pair of classes, the images labelled i with the largest p(j) − p(i), as many as the joint says. */
function pruneByNoiseRate(
  probabilities: Float32Array,
  labels: Uint8Array,
  k: number,
  { calibrated }: ConfidentJoint,
): Set<number> {
  const picked = new Set<number>();
  calibrated.forEach((row, i) => {
    const own = indicesOf(labels, i);
    row.forEach((count, j) => {
      if (i === j || count === 0) return;
      const margin = (index: number) => probabilities[index * k + j] - probabilities[index * k + i];
      for (const index of lowest(own, (one) => -margin(one), count)) picked.add(index);
    });
  });
  return picked;
}

/** For every class, the images with the smallest p(label), as many as the joint says are of other classes. */
function pruneByClass(
  probabilities: Float32Array,
  labels: Uint8Array,
  k: number,
  { calibrated }: ConfidentJoint,
): Set<number> {
  const picked = new Set<number>();
  calibrated.forEach((row, i) => {
    const own = indicesOf(labels, i);
    for (const index of lowest(own, (one) => probabilities[one * k + i], own.length - row[i])) {
      picked.add(index);
    }
  });
  return picked;
}

function indicesOf(labels: Uint8Array, label: number): number[] {
  return [...labels.keys()].filter((index) => labels[index] === label);
}

/** The `count` indices of the lowest values; of equal values the earlier index. */
function lowest(indices: readonly number[], value: (index: number) => number, count: number): number[] {
  return [...indices].sort((a, b) => value(a) - value(b) || a - b).slice(0, count);
}
