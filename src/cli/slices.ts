/** The slices of `vultus evaluate`: attributes from a csv, from the images themselves and from the votes. */
import { Option } from 'commander';
import { readAttributes } from '../data/index.js';
import type { Dataset } from '../data/types.js';
import {
  type Answers,
  type Attribute,
  agreementAttribute,
  imageAttributes,
  rightAnswers,
  type SliceReport,
  sliceReport,
  sliceRules,
  sliceTable,
} from '../evaluate/index.js';
import { textFlag } from './flags.js';
import { print, table, wrapped } from './terminal.js';

/** What `sliceFlags` parse to. */
export interface SliceFlags {
  readonly slices?: string;
  readonly sliceImages?: boolean;
}

export const sliceFlags = (): Option[] => [
  textFlag(
    '--slices <csv>',
    'accuracy by attributes of the images: one column each, one line a row of the data',
  ),
  new Option(
    '--slice-images',
    'accuracy by brightness, contrast and sharpness, and by the agreement of soft votes',
  ),
];

/** The attributes of the measured rows that the flags ask for; undefined when they ask for none. */
export async function readSlices(
  { slices, sliceImages }: SliceFlags,
  dataset: Dataset,
  rows: Uint32Array,
): Promise<Attribute[] | undefined> {
  if (slices === undefined && !sliceImages) return undefined;
  const columns = slices === undefined ? [] : await readAttributes(slices, dataset.count);
  const given = columns.map(({ name, values }) => ({ name, values: Array.from(rows, (row) => values[row]) }));
  if (!sliceImages) return given;
  const { pixels, targets, classes } = dataset;
  const agreement = targets ? [agreementAttribute(targets, classes.length, rows)] : [];
  return [...given, ...imageAttributes(pixels, rows), ...agreement];
}

/** The report of attributes, or undefined without any. */
export function sliceAnswers(
  attributes: Attribute[] | undefined,
  answers: Answers,
  classes: number,
): SliceReport | undefined {
  return attributes && sliceReport(rightAnswers(answers, classes), answers.labels, attributes);
}

/** One table an attribute, and how its words are meant. */
export function printSlices({ attributes, skipped, tests }: SliceReport): void {
  for (const attribute of attributes) {
    const { head, rows } = sliceTable(attribute);
    print(`\n${attribute.name}${attribute.kind === 'quarters' ? ', in four ranges' : ''}`);
    print(table(head, rows, 'lrrrl'));
  }
  for (const { name, why } of skipped) print(`\n${name}: left out (${why}).`);
  print();
  print(wrapped(sliceRules(tests)));
}
