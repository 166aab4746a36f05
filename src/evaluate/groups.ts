/** Cuts the values of one attribute into the groups of a slice table. */
import { quantile } from '../util/quantile.js';

/** An attribute as it was given: one text an image, '' where it has none. */
export interface Attribute {
  readonly name: string;
  readonly values: readonly string[];
}

export interface Groups {
  /** How they were made: as the values are, or four ranges of as equal sizes as ties allow. */
  readonly kind: 'values' | 'quarters';
  /** In the order of the table; the images without a value come last. */
  readonly names: readonly string[];
  /** [images] index into `names`. */
  readonly groupOf: Uint32Array;
}

/** What stands for no value. */
export const NO_VALUE = '(no value)';
/** A number with more distinct values than this is measured, not counted: cut into ranges. */
const MOST_NUMBERS = 10;
/** More groups than this are names of people or files, of which a table says nothing. */
export const MOST_GROUPS = 50;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * @returns undefined when there are too many different values to make groups of
 * @example
 * groupsOf({ name: 'light', values: ['dim', 'bright', 'dim'] })?.names; // ['bright', 'dim']
 */
export function groupsOf({ values }: Attribute): Groups | undefined {
  const distinct = [...new Set(values)].filter((value) => value !== '');
  const numeric =
    distinct.length > 0 && distinct.every((value) => NUMBER.test(value) && Number.isFinite(Number(value)));
  const numbers = new Set(distinct.map(Number));
  if (numeric && numbers.size > MOST_NUMBERS) return quarters(values);
  if (distinct.length > MOST_GROUPS) return undefined;
  if (numeric) {
    const ordered = [...numbers].sort((a, b) => a - b);
    return assign(values, 'values', ordered.map(String), (value) => ordered.indexOf(Number(value)));
  }
  const ordered = distinct.sort((a, b) => (a < b ? -1 : 1));
  return assign(values, 'values', ordered, (value) => ordered.indexOf(value));
}

/** Four ranges with ends at the quartiles; equal numbers stay together, so that a range can be missing. */
function quarters(values: readonly string[]): Groups {
  const sorted = values
    .filter((value) => value !== '')
    .map(Number)
    .sort((a, b) => a - b);
  const cuts = [...new Set([0.25, 0.5, 0.75].map((share) => quantile(sorted, share)))];
  const rangeOf = (x: number): number => cuts.filter((cut) => x > cut).length;
  const filled = [...new Set(sorted.map(rangeOf))];
  const names = filled.map((range) => {
    const inside = sorted.filter((x) => rangeOf(x) === range);
    return `${shortNumber(inside[0])} to ${shortNumber(inside[inside.length - 1])}`;
  });
  return assign(values, 'quarters', names, (value) => filled.indexOf(rangeOf(Number(value))));
}

function assign(
  values: readonly string[],
  kind: Groups['kind'],
  names: readonly string[],
  place: (value: string) => number,
): Groups {
  const places = new Map<string, number>();
  for (const value of new Set(values)) places.set(value, value === '' ? names.length : place(value));
  return {
    kind,
    names: places.has('') ? [...names, NO_VALUE] : names,
    groupOf: Uint32Array.from(values, (value) => places.get(value)!),
  };
}

/** Four significant digits. */
function shortNumber(x: number): string {
  return String(Number(x.toPrecision(4)));
}
