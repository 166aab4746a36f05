/**
 * FER+ votes (Barsoum et al. 2016, "Training deep networks for facial expression recognition with crowd-sourced label
 * distribution"): ten people's votes on each row of fer2013.csv, in a csv of the same row order.
 */

import { CLASSES } from '../util/classes.js';
import { DataError } from '../util/errors.js';
import { takeRows } from '../util/take-rows.js';
import { parseCsv, readText } from './csv-text.js';
import { LIMITS } from './limits.js';
import { splitName } from './names.js';

/** Vote columns in the file's order. */
export const VOTE_NAMES = [
  'neutral',
  'happiness',
  'surprise',
  'sadness',
  'anger',
  'disgust',
  'fear',
  'contempt',
  'unknown',
  'NF',
] as const;

/** FER2013 class of each vote column; contempt, unknown and NF (not a face) belong to none of the seven. */
export const CLASS_OF_VOTE = [6, 3, 5, 4, 0, 1, 2, -1, -1, -1] as const;

/** Raw votes, in the file's row order. */
export interface Votes {
  readonly count: number;
  /** [count, 10] votes in the order of `VOTE_NAMES`. */
  readonly votes: Uint8Array;
  /** FER+ image name of each row; '' where FER+ dropped the row. */
  readonly names: readonly string[];
  /** Split of each row, as the data set names it; undefined when the file has no Usage column. */
  readonly splits: readonly string[] | undefined;
}

/**
 * Reads `fer2013new.csv`.
 * @throws DataError for a missing file, one of more than `limit` bytes, a missing column, or a vote that is not a whole number from 0 to 255
 */
export async function readVotes(path: string, limit: number = LIMITS.votesBytes): Promise<Votes> {
  return parseVotes(await readText(path, limit, "check that it is FER+'s fer2013new.csv"), path);
}

/** `readVotes` on text already read. */
export function parseVotes(text: string, source: string): Votes {
  const table = parseTable(text, source);
  const header = (table.shift() ?? []).map((name) => name.trim().toLowerCase());
  const columnOf = (name: string) => header.indexOf(name.toLowerCase());
  const columns = VOTE_NAMES.map((name) => {
    const column = columnOf(name);
    if (column < 0) {
      throw new DataError(
        `${source}, line 1: no column is named ${name}; give FER+'s fer2013new.csv, whose columns are Usage, Image name, ${VOTE_NAMES.join(', ')}.`,
      );
    }
    return column;
  });
  const votes = new Uint8Array(table.length * VOTE_NAMES.length);
  table.forEach((row, i) => {
    columns.forEach((column, j) => {
      const value = voteOf(row[column]);
      if (value === undefined) {
        throw new DataError(
          `${source}, line ${i + 2}, column ${VOTE_NAMES[j]}: "${row[column]}" is not a number of votes (0 to 255); download fer2013new.csv again.`,
        );
      }
      votes[i * VOTE_NAMES.length + j] = value;
    });
  });
  const usage = columnOf('Usage');
  const image = columnOf('Image name');
  return {
    count: table.length,
    votes,
    names: table.map((row) => (image < 0 ? `row ${row[0]}` : row[image].trim())),
    splits: usage < 0 ? undefined : table.map((row) => splitName(row[usage]) ?? row[usage].trim()),
  };
}

/** A tenth of the time where no field is quoted, as in FER+'s own file. */
function splitPlain(text: string): string[][] | undefined {
  if (text.includes('"')) return undefined;
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const rows = lines.filter((line) => line !== '').map((line) => line.split(','));
  return rows.every((row) => row.length === rows[0].length) ? rows : undefined;
}

function parseTable(text: string, source: string): string[][] {
  return splitPlain(text) ?? parseCsv(text, source, 'FER+ csv', 'give fer2013new.csv');
}

/** A number of votes from 0 to 255; undefined for anything else. */
function voteOf(text: string): number | undefined {
  const value = /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : Number.NaN;
  return value <= 255 ? value : undefined;
}

/** [rows, 10] the votes on these rows, in their order. */
export function votesOfRows({ votes }: Votes, rows: Uint32Array): Uint8Array {
  return takeRows(votes, rows, VOTE_NAMES.length);
}

/** Sums one row's votes by class. Zeros for a row that FER+ dropped (it has no image name). */
export function classVotes(votes: Votes, row: number): number[] {
  const sums = new Array<number>(CLASSES.length).fill(0);
  if (votes.names[row] === '') return sums;
  for (let j = 0; j < CLASS_OF_VOTE.length; j++) {
    const code = CLASS_OF_VOTE[j];
    if (code >= 0) sums[code] += votes.votes[row * VOTE_NAMES.length + j];
  }
  return sums;
}
