/** The spellings of class and split names that data sets in the wild use. */

import { CLASSES } from '../util/classes.js';

/** Accepted spellings by class code, normalised: lower case, letters only. */
const SPELLINGS: readonly (readonly string[])[] = [
  ['angry', 'anger'],
  ['disgust', 'disgusted'],
  ['fear', 'fearful', 'afraid', 'scared'],
  ['happy', 'happiness', 'joy'],
  ['sad', 'sadness'],
  ['surprise', 'surprised'],
  ['neutral', 'neutrality'],
];

const CODE_BY_SPELLING = new Map(SPELLINGS.flatMap((names, code) => names.map((name) => [name, code])));

/** Split names a data set may use, as they are written everywhere in this project. */
export const SPLIT_NAMES = ['Training', 'PublicTest', 'PrivateTest', 'Validation', 'Test'] as const;

const SPLIT_BY_SPELLING = new Map<string, string>([
  ...SPLIT_NAMES.map((name): [string, string] => [name.toLowerCase(), name]),
  ['train', 'Training'],
  ['val', 'Validation'],
  ['valid', 'Validation'],
  ['testing', 'Test'],
]);

/** One line that lists every accepted class name, for error messages. */
export const ACCEPTED_CLASSES = SPELLINGS.map((names, code) => `${code} ${names.join('/')}`).join(', ');

/**
 * Class code of a name: `angry`, `Anger`, `0`, `0_angry`, `3-happy`; undefined when nothing matches, and when a
 * number and a name contradict each other (`0_happy`).
 * @example
 * classCode('Happiness'); // 3
 */
export function classCode(name: string): number | undefined {
  const match = /^\s*(\d*)[\s_.-]*([a-z]*)\s*$/i.exec(name);
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const number = match[1] === '' ? undefined : Number(match[1]);
  const word = match[2] === '' ? undefined : CODE_BY_SPELLING.get(match[2].toLowerCase());
  if (match[2] !== '' && word === undefined) return undefined;
  if (number !== undefined && number >= CLASSES.length) return undefined;
  if (number !== undefined && word !== undefined && number !== word) return undefined;
  return word ?? number;
}

/** Split of a `Usage` value or a folder name (`train`, `public_test`, `Validation`); undefined when unknown. */
export function splitName(name: string): string | undefined {
  return SPLIT_BY_SPELLING.get(
    name
      .trim()
      .toLowerCase()
      .replace(/[_\s-]/g, ''),
  );
}

/** Split named by a file's prefix as the usual FER2013 folders have it (`PublicTest_10001.jpg`). */
export function splitOfPrefix(fileName: string): string | undefined {
  return /^(Training|PublicTest|PrivateTest)_/.exec(fileName)?.[1];
}
