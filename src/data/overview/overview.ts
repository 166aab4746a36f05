/** A closer look at a data set than `describeDataset` takes: everything the page of `vultus data --report` shows. */

import { Pace, type PaceOptions } from '../../util/pace.js';
import { type DataDescription, describeDataset } from '../describe.js';
import { firstOfKind } from '../duplicates.js';
import type { Dataset } from '../types.js';
import { type Balance, balances } from './balance.js';
import {
  BRIGHTNESS_EDGES,
  CONTRAST_EDGES,
  type Distribution,
  distribution,
  SHARPNESS_EDGES,
} from './distribution.js';
import { faceSpace } from './face-space.js';
import { type ImageMeasures, measureImages } from './image-measures.js';
import { alikePairs } from './likeness.js';
import { analyseCopies, type CopyAnalysis } from './near-duplicates.js';
import { perceptualHashes } from './perceptual-hash.js';
import { spreadOut } from './spread-out.js';
import { thumbnails } from './thumbnails.js';
import { BLURRED, oneOfEach, relativeSharpness, type Unusual, unusual } from './unusual.js';
import { type VoteAgreement, voteAgreement, votedNotFace } from './vote-agreement.js';

/** Plain JSON; rows are counted from 0, in the source's order. */
export interface DataOverview {
  readonly description: DataDescription;
  /** One entry a split, then `all`. */
  readonly balance: readonly Balance[];
  /** Rows of each class, in the classes' order, evenly spread over the set. */
  readonly samples: readonly (readonly number[])[];
  readonly measures: {
    /** Mean gray value, 0–255. */
    readonly brightness: Distribution;
    /** Standard deviation of the gray values. */
    readonly contrast: Distribution;
    /** Variance of the Laplacian. */
    readonly sharpness: Distribution;
  };
  /** Rows at the ends of the measures, the most extreme first; of copies one. */
  readonly extremes: {
    readonly darkest: readonly number[];
    readonly brightest: readonly number[];
    readonly flattest: readonly number[];
    readonly mostBlurred: readonly number[];
  };
  /** Images whose variance of the Laplacian is under `below` of the variance of their grays. */
  readonly blurred: { readonly below: number; readonly count: number };
  readonly copies: Omit<CopyAnalysis, 'groupOf'>;
  readonly unlike: {
    /** So few grays: low entropy of the gray values, in bits. Placeholders, drawings, lettering. */
    readonly fewGrays: Unusual;
    /** Far from the principal components of the set. Absent for fewer than 512 different images. */
    readonly composition?: Unusual & { readonly components: number; readonly explained: number };
  };
  /** Present when votes were laid over the rows. */
  readonly votes?: VoteAgreement & {
    /** How many of the rows in `unlike` most voters called "not a face". */
    readonly notFaceAmong: { readonly fewGrays: number; readonly composition: number };
  };
}

/** Rows shown of each class. */
const SAMPLES = 12;
/** Rows shown at each end of a measure. */
const EXTREMES = 16;
/** Passes over the rows: measures, thumbnails, hashes, pairs, covariance, distances. */
const PASSES = 6;

/**
 * Measures every image and compares it with the others. FER2013 takes about four seconds; time grows with the number of
 * images, not with its square.
 * @throws the signal's reason when it is aborted
 * @example
 * const overview = await overviewDataset(await readDataset('fer2013.csv'));
 * overview.copies.leaks; // [{ split: 'PublicTest', other: 'Training', of: 3589, exact: …, copies: … }, …]
 */
export async function overviewDataset(dataset: Dataset, options: PaceOptions = {}): Promise<DataOverview> {
  const { pixels, count } = dataset;
  const pace = new Pace(PASSES * count, options);
  const description = describeDataset(dataset);
  const measures = await measureImages(pixels, count, pace);
  const isConstant = constantIn(measures);
  const thumbs = await thumbnails(pixels, count, measures, pace);
  const { pictures, found } = await searchCopies(dataset, measures, thumbs, pace);
  const { groupOf, ...copies } = found;
  const textured = rowsWhere(count, (row) => !isConstant(row));
  const space = await faceSpace(thumbs, pictures, pace);
  const fewGrays = unusual(measures.entropy, 'low', textured, groupOf);
  const composition = space && {
    ...unusual(space.distance, 'high', textured, groupOf),
    ...{ components: space.components, explained: space.explained },
  };
  return {
    description,
    balance: balances(description),
    samples: dataset.classes.map((_, code) => sampleRows(dataset, code)),
    measures: {
      brightness: distribution(dataset, measures.brightness, BRIGHTNESS_EDGES),
      contrast: distribution(dataset, measures.contrast, CONTRAST_EDGES),
      sharpness: distribution(dataset, measures.sharpness, SHARPNESS_EDGES),
    },
    ...ends(measures, textured, groupOf),
    copies,
    unlike: { fewGrays, ...(composition && { composition }) },
    ...(dataset.votes && { votes: votesOf(dataset, dataset.votes, fewGrays, composition) }),
  };
}

/** Whether a row is of one gray, which is no picture. */
function constantIn({ contrast }: ImageMeasures): (row: number) => boolean {
  return (row) => contrast[row] === 0;
}

/** The different pictures of a data set, and which of them show the same photo. */
async function searchCopies(
  dataset: Dataset,
  measures: ImageMeasures,
  thumbs: Float32Array,
  pace: Pace,
): Promise<{ pictures: Uint32Array; found: CopyAnalysis }> {
  const { pixels, count } = dataset;
  const isConstant = constantIn(measures);
  const first = firstOfKind(dataset);
  const pictures = Uint32Array.from(rowsWhere(count, (row) => first[row] === row && !isConstant(row)));
  const hashes = await perceptualHashes(thumbs, pictures, pace);
  const pairs = await alikePairs(pixels, pictures, hashes, measures, pace);
  return { pictures, found: analyseCopies(dataset, first, isConstant, pairs) };
}

/**
 * Which rows show the same picture, exactly or nearly; some two seconds for FER2013.
 * @returns [count] the first row of the group each row belongs to: its own number when it stands alone
 * @throws the signal's reason when it is aborted
 * @example
 * const groups = await copyGroups(await readDataset('fer2013.csv'));
 * groups[7] === groups[9]; // whether rows 7 and 9 show one photo
 */
export async function copyGroups(dataset: Dataset, options: PaceOptions = {}): Promise<Uint32Array> {
  const { pixels, count } = dataset;
  // Measures, thumbnails, hashes, pairs.
  const pace = new Pace(4 * count, options);
  const measures = await measureImages(pixels, count, pace);
  const thumbs = await thumbnails(pixels, count, measures, pace);
  return (await searchCopies(dataset, measures, thumbs, pace)).found.groupOf;
}

function rowsWhere(count: number, test: (row: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < count; row++) if (test(row)) rows.push(row);
  return rows;
}

function sampleRows({ count, labels }: Dataset, code: number): number[] {
  return spreadOut(
    rowsWhere(count, (row) => labels[row] === code),
    SAMPLES,
  );
}

/** @param rows none of one gray */
function ends(
  measures: ImageMeasures,
  rows: readonly number[],
  groupOf: Uint32Array,
): Pick<DataOverview, 'extremes' | 'blurred'> {
  const relative = Float64Array.from(measures.sharpness, (_, row) => relativeSharpness(measures, row));
  const lowest = (values: Float64Array, sign = 1): number[] =>
    oneOfEach(
      [...rows].sort((a, b) => sign * (values[a] - values[b]) || a - b),
      groupOf,
      EXTREMES,
    );
  return {
    extremes: {
      darkest: lowest(measures.brightness),
      brightest: lowest(measures.brightness, -1),
      flattest: lowest(measures.contrast),
      mostBlurred: lowest(relative),
    },
    blurred: { below: BLURRED, count: rows.filter((row) => relative[row] < BLURRED).length },
  };
}

function votesOf(
  dataset: Dataset,
  votes: NonNullable<Dataset['votes']>,
  fewGrays: Unusual,
  composition: Unusual | undefined,
): NonNullable<DataOverview['votes']> {
  const among = (found: Unusual | undefined): number =>
    (found?.rows ?? []).filter((row) => votedNotFace(votes, row)).length;
  return {
    ...voteAgreement(dataset, votes),
    notFaceAmong: { fewGrays: among(fewGrays), composition: among(composition) },
  };
}
