/**
 * Flags with checked values. Each maker gives a commander option whose parser throws a UsageError naming the flag,
 * the value and what is allowed, so that no file is touched before every flag makes sense.
 */
import { Option } from 'commander';
import { VOTES_AS, type VotesAs } from '../data/types.js';
import { MAX_THREADS } from '../engine/engine.js';
import { VIEW_SETS } from '../evaluate/tta.js';
import { UsageError } from '../util/errors.js';

/** `--batch <n>` → `--batch`. */
const nameOf = (flags: string): string => flags.split(/[ ,]+/).find((part) => part.startsWith('--')) ?? flags;

/** A whole number from low to high. */
export function wholeFlag(flags: string, description: string, low: number, high: number): Option {
  return new Option(flags, `${description} (${low} to ${high})`).argParser((text) =>
    parseWhole(nameOf(flags), text, low, high),
  );
}

/** A number from low to high; with `above`, low itself is not allowed. */
export function numberFlag(
  flags: string,
  description: string,
  low: number,
  high: number,
  above = false,
): Option {
  const range = above ? `above ${low}, at most ${high}` : `${low} to ${high}`;
  return new Option(flags, `${description} (${range})`).argParser((text) => {
    // Number() alone would take '', '0x10' and ' 1 '.
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
    if (value >= low && value <= high && !(above && value === low)) return value;
    throw new UsageError(`${nameOf(flags)} ${text} cannot be used: give a number ${range}.`);
  });
}

/** One of a few words. */
export function choiceFlag(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, `${description} (${choices.join(', ')})`).argParser((text) => {
    if (choices.includes(text)) return text;
    throw new UsageError(`${nameOf(flags)} ${text} cannot be used: give one of ${choices.join(', ')}.`);
  });
}

/** Any text but the empty one: paths, names. */
export function textFlag(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    if (text !== '') return text;
    throw new UsageError(`${nameOf(flags)} was given nothing: write a value after it.`);
  });
}

/** The name of a file to write, whose ending says what it holds. */
export function outputFlag(flags: string, description: string, endings: readonly string[]): Option {
  return new Option(flags, description).argParser((text) => {
    if (endings.some((ending) => text.toLowerCase().endsWith(ending))) return text;
    throw new UsageError(
      `${nameOf(flags)} "${text}" cannot be used: give a file name that ends in ${endings.join(' or ')}.`,
    );
  });
}

/** Row numbers: `12,40,41`. */
export function rowsFlag(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    if (/^\d{1,9}(,\d{1,9})*$/.test(text)) return Uint32Array.from(new Set(text.split(',').map(Number)));
    throw new UsageError(
      `${nameOf(flags)} ${text} cannot be used: give whole numbers with commas, 12,40,41.`,
    );
  });
}

/** Reads a whole number or throws a UsageError that names `flag`. */
function parseWhole(flag: string, text: string, low: number, high: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw new UsageError(`${flag} ${text} cannot be used: give a whole number from ${low} to ${high}.`);
}

export const seedFlag = (): Option =>
  wholeFlag('--seed <n>', 'the same seed gives the same result, bit for bit', 0, Number.MAX_SAFE_INTEGER);
export const threadsFlag = (): Option =>
  wholeFlag(
    '--threads <n>',
    'worker threads, by default one a core; they change no bit of the result',
    1,
    MAX_THREADS,
  );
export const batchFlag = (): Option => wholeFlag('--batch <n>', 'images in one step', 1, 4096);
/** A set of views by its name. */
export const viewsFlag = (flags: string, description: string): Option =>
  choiceFlag(flags, description, Object.keys(VIEW_SETS));
export const ttaFlag = (): Option =>
  viewsFlag(
    '--tta <views>',
    'test-time augmentation: the mean answer to each image and its mirror, or to ten views',
  );
export const jsonFlag = (): Option => new Option('--json', 'print JSON and nothing else on stdout');

/** The flags of every command that reads a data set. */
export const readFlags = (): Option[] => [
  new Option('--skip-bad', 'leave out rows that cannot be read, count and list them, instead of stopping'),
  textFlag('--votes <file>', 'FER+ votes (fer2013new.csv) to lay over the rows'),
  choiceFlag(
    '--votes-as <how>',
    'what the votes become: targets, labels, or the classes and rows of FER+',
    VOTES_AS,
  ),
  new Option('--no-cache', 'neither use nor write the packed copy that makes the next start fast'),
];

/** What `readFlags` parse to. */
export interface ReadFlags {
  readonly skipBad?: boolean;
  readonly votes?: string;
  readonly votesAs?: VotesAs;
  readonly cache?: boolean;
}

/** Refuses `--votes-as` without `--votes`. */
export function checkReadFlags(flags: ReadFlags): void {
  if (flags.votesAs !== undefined && flags.votes === undefined) {
    throw new UsageError(
      `--votes-as ${flags.votesAs} needs the votes themselves: give --votes fer2013new.csv.`,
    );
  }
}
