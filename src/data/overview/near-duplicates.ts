/** Copies of pictures, exact and nearly so: how many, with which labels, and in which splits. */
import type { Dataset } from '../types.js';
import { countLeaks, type Leak } from './leaks.js';
import type { AlikePair, AlikePairs } from './likeness.js';
import { LEAST_CORRELATION } from './likeness.js';
import { spreadOut } from './spread-out.js';

/**
 * Correlations from which on two pictures may count as the same one; the lowest that is trusted is taken. On
 * FER2013 that is 0.92: of 100 pairs between 0.92 and 0.94, looked at, all show one photo; of 30 from 0.90, three do not.
 */
const LADDER = [LEAST_CORRELATION, 0.94, 0.96, 0.98, 0.99];
/** A threshold is trusted when chance explains at most this share of the pairs above it. */
const MOST_CHANCE = 0.02;
/** Examples kept of each kind. */
const EXAMPLES = 15;

/** Two rows that show the same picture. */
export interface PairExample {
  readonly rows: readonly [number, number];
  /** 1 for exact copies. */
  readonly correlation: number;
}

export interface NearDuplicates {
  /** Correlation of the pixels from which on two pictures count as the same one. */
  readonly threshold: number;
  /** Pairs of different pictures at or above it; exact copies count as one picture. */
  readonly pairs: number;
  /**
   * The same count with one picture of each pair mirrored. Faces are as often alike by chance mirrored as not, so this
   * is about how many of `pairs` are chance, or more where the data hold mirrored copies.
   */
  readonly mirroredPairs: number;
  /** False when the search was cut short: the counts are then lower bounds. */
  readonly complete: boolean;
  /** Sets of rows linked by near copies, with the exact copies of each. */
  readonly groups: number;
  /** Rows in them. */
  readonly rows: number;
  readonly differentLabels: { readonly groups: number; readonly rows: number };
  readonly acrossSplits: { readonly groups: number; readonly rows: number };
}

/** How often two copies of a picture, exact or near, carry the same label. */
export interface LabelAgreement {
  /** Pictures with two rows or more. */
  readonly pictures: number;
  /** Chance that two rows of a picture drawn at random have one label, mean over the pictures; NaN (null in JSON) without any. */
  readonly agree: number;
  /** [class][class] pictures by their two labels, a picture of more rows shared out; symmetric, sum = `pictures`. */
  readonly labels: readonly (readonly number[])[];
}

export interface CopyAnalysis {
  readonly near: NearDuplicates;
  readonly leaks: readonly Leak[];
  readonly labelAgreement: LabelAgreement;
  readonly examples: {
    readonly acrossSplits: readonly PairExample[];
    readonly differentLabels: readonly PairExample[];
    /** Near copies, the least alike first. */
    readonly leastAlike: readonly PairExample[];
    /** Pairs of `mirroredPairs`, the most alike first: mirrored copies, or chance. */
    readonly mirrored: readonly PairExample[];
  };
  /** [count] the first row of the group each row belongs to: its own number when it stands alone. */
  readonly groupOf: Uint32Array;
}

/**
 * @param first [count] `firstOfKind`: the first exact copy of each row
 * @param constant rows of one gray, which are no pictures and belong to no group
 */
export function analyseCopies(
  dataset: Dataset,
  first: Uint32Array,
  constant: (row: number) => boolean,
  found: AlikePairs,
): CopyAnalysis {
  const threshold = chooseThreshold(found);
  const pairs = found.pairs.filter((pair) => pair.correlation >= threshold);
  const groups = linkRows(dataset.count, first, constant, pairs);
  const near = groups.list.filter((rows) => rows.some((row) => first[row] !== first[rows[0]]));
  const differ = (codes: Uint8Array) => {
    const some = near.filter((rows) => rows.some((row) => codes[row] !== codes[rows[0]]));
    return { groups: some.length, rows: rowsIn(some) };
  };
  return {
    near: {
      threshold,
      pairs: pairs.length,
      mirroredPairs: found.mirrored.filter((pair) => pair.correlation >= threshold).length,
      complete: found.complete,
      groups: near.length,
      rows: rowsIn(near),
      differentLabels: differ(dataset.labels),
      acrossSplits: differ(dataset.splits),
    },
    leaks: countLeaks(dataset, first, constant, pairs),
    labelAgreement: agreement(dataset, groups.list),
    examples: {
      ...chooseExamples(dataset, first, groups, pairs),
      mirrored: mostAlike(found.mirrored.filter(({ correlation }) => correlation >= threshold)),
    },
    groupOf: groups.of,
  };
}

/** The lowest rung above which mirrored pairs, which are chance, are few; the highest when none is. */
function chooseThreshold({ pairs, mirrored }: AlikePairs): number {
  const above = (some: readonly AlikePair[], rung: number): number =>
    some.filter((pair) => pair.correlation >= rung).length;
  const trusted = LADDER.find((rung) => above(mirrored, rung) <= MOST_CHANCE * above(pairs, rung));
  return trusted ?? LADDER[LADDER.length - 1];
}

const rowsIn = (groups: readonly (readonly number[])[]): number =>
  groups.reduce((sum, rows) => sum + rows.length, 0);

interface Groups {
  /** [count] */
  readonly of: Uint32Array;
  /** Those of two rows and more, in the order of their first rows. */
  readonly list: readonly number[][];
}

/** Union–find over exact and near copies; the lowest row stands for its group. */
function linkRows(
  count: number,
  first: Uint32Array,
  constant: (row: number) => boolean,
  pairs: readonly AlikePair[],
): Groups {
  const parent = Uint32Array.from({ length: count }, (_, row) => row);
  const root = (row: number): number => {
    let at = row;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]];
    return at;
  };
  const link = (a: number, b: number): void => {
    const [one, other] = [root(a), root(b)];
    parent[Math.max(one, other)] = Math.min(one, other);
  };
  for (let row = 0; row < count; row++) if (!constant(row)) link(row, first[row]);
  for (const { a, b } of pairs) link(a, b);
  const members = new Map<number, number[]>();
  const of = parent.map((_, row) => root(row));
  for (let row = 0; row < count; row++) {
    const known = members.get(of[row]);
    if (known) known.push(row);
    else members.set(of[row], [row]);
  }
  return { of, list: [...members.values()].filter((rows) => rows.length > 1) };
}

function agreement({ labels, classes }: Dataset, groups: readonly (readonly number[])[]): LabelAgreement {
  const matrix = classes.map(() => classes.map(() => 0));
  for (const rows of groups) {
    const counts = classes.map(() => 0);
    for (const row of rows) counts[labels[row]]++;
    const ordered = rows.length * (rows.length - 1);
    for (let a = 0; a < counts.length; a++) {
      for (let b = 0; b < counts.length; b++) {
        matrix[a][b] += (counts[a] * (a === b ? counts[a] - 1 : counts[b])) / ordered;
      }
    }
  }
  const same = matrix.reduce((sum, row, i) => sum + row[i], 0);
  return {
    pictures: groups.length,
    agree: groups.length === 0 ? Number.NaN : same / groups.length,
    labels: matrix,
  };
}

/** One pair a group, spread evenly over the groups, so that what is shown is typical. */
function chooseExamples(
  { labels, splits }: Dataset,
  first: Uint32Array,
  groups: Groups,
  pairs: readonly AlikePair[],
): Omit<CopyAnalysis['examples'], 'mirrored'> {
  const correlations = new Map(pairs.map(({ a, b, correlation }) => [`${a} ${b}`, correlation]));
  const likeness = (a: number, b: number): number | undefined => {
    const [one, other] = [first[a], first[b]].sort((x, y) => x - y);
    return one === other ? 1 : correlations.get(`${one} ${other}`);
  };
  const pairWith = (rows: readonly number[], codes: Uint8Array): PairExample | undefined => {
    // Else every pair of a set of equal images would be looked at.
    if (rows.every((row) => codes[row] === codes[rows[0]])) return undefined;
    for (const a of rows) {
      for (const b of rows) {
        if (b <= a || codes[a] === codes[b]) continue;
        const correlation = likeness(a, b);
        if (correlation !== undefined) return { rows: [a, b], correlation };
      }
    }
    return undefined;
  };
  const examples = (codes: Uint8Array): PairExample[] =>
    spreadOut(
      groups.list.map((rows) => pairWith(rows, codes)).filter((pair) => pair !== undefined),
      EXAMPLES,
    );
  const leastAlike = [...pairs]
    .sort((x, y) => x.correlation - y.correlation || x.a - y.a || x.b - y.b)
    .slice(0, EXAMPLES)
    .map(({ a, b, correlation }): PairExample => ({ rows: [a, b], correlation }));
  return { acrossSplits: examples(splits), differentLabels: examples(labels), leastAlike };
}

function mostAlike(pairs: readonly AlikePair[]): PairExample[] {
  return [...pairs]
    .sort((x, y) => y.correlation - x.correlation || x.a - y.a || x.b - y.b)
    .slice(0, EXAMPLES)
    .map(({ a, b, correlation }) => ({ rows: [a, b], correlation }));
}
