/** What zip and tar archives have in common: which entries count, and what to do when they do not fit together. */

import { DataError } from '../util/errors.js';
import { isImageName } from './image-node.js';

export type EntryKind = 'csv' | 'image' | 'other';

/**
 * What an archive's entry is, from its path.
 * Nothing is ever written to disk from an archive, so a path that climbs out (`../x`) could do no harm; it still
 * means that the archive was made to attack someone, and is refused.
 * @throws DataError for a path that is absolute or climbs
 */
export function entryKind(path: string, source: string): EntryKind {
  const parts = path.replaceAll('\\', '/').split('/');
  if (parts[0] === '' || /^[a-z]:$/i.test(parts[0]) || parts.includes('..')) {
    throw new DataError(
      `${source}: its entry "${path}" points outside the archive; get the archive from a source you trust.`,
    );
  }
  if (parts.some((part) => part.startsWith('.') && part !== '.') || parts.includes('__MACOSX'))
    return 'other';
  const name = parts[parts.length - 1];
  if (name.toLowerCase().endsWith('.csv')) return 'csv';
  return isImageName(name) ? 'image' : 'other';
}

/** An entry's path as `placeOf` wants it: no leading `./`. */
export function cleanPath(path: string): string {
  return path.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
}

/** The error for an archive whose entries leave open what to read. */
export function ambiguous(source: string, first: string, second: string): DataError {
  return new DataError(`${source} holds both ${first} and ${second}: unpack it and give the one you want.`);
}
