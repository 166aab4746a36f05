/**
 * How well a network does on parts of the images: every value of every attribute against all other images, with
 * intervals, and with a plain word where the images are too few or the difference is not told from chance.
 */
import { DataError } from '../util/errors.js';
import { type Attribute, groupsOf, MOST_GROUPS } from './groups.js';
import { holm } from './holm.js';
import { type Difference, type Rate, wilson } from './interval.js';
import { differenceOfShares, sameSharePValue } from './two-shares.js';

/**
 * `too small`: fewer than 30 images here or elsewhere, or an interval wider than 20 points: nothing can be said.
 * `not told from chance`: the difference to the rest may be none. `better`, `worse`: it is not chance.
 */
export type SliceVerdict = 'too small' | 'not told from chance' | 'better' | 'worse';

/** The images with one value of an attribute. */
export interface Slice {
  readonly value: string;
  readonly count: number;
  readonly accuracy: Rate;
  /** Mean over these images of how often their class is recognised in all images: what the classes alone explain. */
  readonly expected: number;
  /** Accuracy here minus accuracy on all other images (Newcombe 1998); null when there are no others. */
  readonly difference: Difference | null;
  /** Of "no difference to the rest", adjusted for all slices (Holm 1979); null where nothing was tested. */
  readonly p: number | null;
  readonly verdict: SliceVerdict;
}

export interface SlicedAttribute {
  readonly name: string;
  /** `quarters`: a number with many values, cut into four ranges of about as many images each. */
  readonly kind: 'values' | 'quarters';
  readonly slices: readonly Slice[];
}

/** Plain JSON. */
export interface SliceReport {
  readonly count: number;
  readonly accuracy: Rate;
  readonly attributes: readonly SlicedAttribute[];
  /** Attributes left out, and why. */
  readonly skipped: readonly { readonly name: string; readonly why: string }[];
  /** Differences tested together. */
  readonly tests: number;
}

/** Fewer images than this are too small a slice. */
export const FEWEST = 30;
/** A 95 % interval wider than this, 20 points, tells too little: ±10 points. */
export const WIDEST = 0.2;
const LEVEL = 0.05;

/**
 * @param right [n] 1 where the answer is right
 * @param labels [n] class codes
 * @param attributes of the same n images
 * @throws DataError without images or when an attribute has another number of values
 * @example
 * sliceReport(right, labels, [{ name: 'glasses', values: ['yes', 'no', 'no'] }]).attributes[0].slices;
 */
export function sliceReport(
  right: Uint8Array,
  labels: Uint8Array,
  attributes: readonly Attribute[],
): SliceReport {
  const count = right.length;
  if (count === 0) throw new DataError('There are no images to slice: choose a split that has rows.');
  const wrong = attributes.find(({ values }) => values.length !== count);
  if (wrong) {
    throw new DataError(
      `The attribute ${wrong.name} has ${wrong.values.length} values for ${count} images: give one for each.`,
    );
  }
  const easiness = easinessOf(right, labels);
  const sliced: Counted[][] = [];
  const used: { name: string; kind: SlicedAttribute['kind'] }[] = [];
  const skipped: { name: string; why: string }[] = [];
  for (const attribute of attributes) {
    const groups = groupsOf(attribute);
    if (groups === undefined) {
      skipped.push({ name: attribute.name, why: `more than ${MOST_GROUPS} different texts` });
      continue;
    }
    used.push({ name: attribute.name, kind: groups.kind });
    sliced.push(countGroups(groups.names, groups.groupOf, right, easiness));
  }
  const { pValues, tests } = testAll(sliced);
  return {
    count,
    accuracy: wilson(sum(right), count),
    attributes: used.map((attribute, a) => ({
      ...attribute,
      slices: sliced[a].map((slice, s) => judge(slice, pValues[a][s])),
    })),
    skipped,
    tests,
  };
}

/** A slice before it is judged. */
interface Counted {
  readonly value: string;
  readonly count: number;
  readonly right: number;
  readonly expected: number;
  readonly rest: number;
  readonly restRight: number;
}

/** [n] how often the image's class is recognised among all images. */
function easinessOf(right: Uint8Array, labels: Uint8Array): Float64Array {
  const classes = 256;
  const [images, hits] = [new Float64Array(classes), new Float64Array(classes)];
  labels.forEach((label, row) => {
    images[label]++;
    hits[label] += right[row];
  });
  return Float64Array.from(labels, (label) => hits[label] / images[label]);
}

function countGroups(
  names: readonly string[],
  groupOf: Uint32Array,
  right: Uint8Array,
  easiness: Float64Array,
): Counted[] {
  const counts = names.map(() => ({ count: 0, right: 0, expected: 0 }));
  groupOf.forEach((group, row) => {
    counts[group].count++;
    counts[group].right += right[row];
    counts[group].expected += easiness[row];
  });
  const all = sum(right);
  return counts.map((one, i) => ({
    value: names[i],
    count: one.count,
    right: one.right,
    expected: one.expected / one.count,
    rest: right.length - one.count,
    restRight: all - one.right,
  }));
}

function tooSmall({ count, right, rest, restRight }: Counted): boolean {
  if (count < FEWEST || rest < FEWEST) return true;
  const widest = Math.max(width(wilson(right, count)), width(wilson(restRight, rest)));
  return widest > WIDEST;
}

function width(rate: Rate): number {
  return rate.high - rate.low;
}

/** Adjusted p-values in the shape of the slices; null where a slice is too small. */
function testAll(sliced: readonly (readonly Counted[])[]): { pValues: (number | null)[][]; tests: number } {
  const asked: number[] = [];
  // Two values that divide all images ask one and the same question.
  const places = sliced.map((slices) => {
    const twins = slices.length === 2;
    let first: number | undefined;
    return slices.map((slice) => {
      if (tooSmall(slice)) return null;
      if (twins && first !== undefined) return first;
      first = asked.length;
      asked.push(sameSharePValue(slice.right, slice.count, slice.restRight, slice.rest));
      return first;
    });
  });
  const adjusted = holm(asked);
  return {
    pValues: places.map((slices) => slices.map((place) => (place === null ? null : adjusted[place]))),
    tests: asked.length,
  };
}

function judge(slice: Counted, p: number | null): Slice {
  const { value, count, right, expected, rest, restRight } = slice;
  const difference = rest === 0 ? null : differenceOfShares(right, count, restRight, rest);
  return {
    value,
    count,
    accuracy: wilson(right, count),
    expected,
    difference,
    p,
    verdict: verdictOf(p, difference),
  };
}

function verdictOf(p: number | null, difference: Difference | null): SliceVerdict {
  if (p === null || difference === null) return 'too small';
  if (p > LEVEL) return 'not told from chance';
  return difference.value > 0 ? 'better' : 'worse';
}

function sum(values: Uint8Array): number {
  return values.reduce((total, value) => total + value, 0);
}
