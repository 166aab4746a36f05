/** The first line of a FER2013 csv: which column holds what. */

import { DataError } from '../util/errors.js';

/** What a column is for. */
export type Role = 'emotion' | 'pixels' | 'usage' | 'ignore';

/**
 * Roles of the columns named in a header line. Names may be quoted, spaced and of any case, in any order
 * (`fer2013.csv`: `emotion,pixels,Usage`; `icml_face_data.csv`: `emotion, Usage, pixels`). Other columns are
 * ignored; `Usage` may be missing.
 * @param line the first line, without its end
 * @param source named in errors
 * @throws DataError when `emotion` or `pixels` is missing, or a name stands twice
 */
export function parseHeader(line: string, source: string): Role[] {
  const names = line.split(',').map((name) =>
    name
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
  const roles = names.map((name): Role => {
    const lower = name.toLowerCase();
    return lower === 'emotion' || lower === 'pixels' || lower === 'usage' ? lower : 'ignore';
  });
  for (const role of ['emotion', 'pixels', 'usage'] as const) {
    const times = roles.filter((r) => r === role).length;
    if (times === 0 && role !== 'usage') {
      throw new DataError(
        `${source}, line 1: no column is named ${role} (found: ${shorten(names.join(', '))}); the first line must name the columns, such as emotion,pixels,Usage.`,
      );
    }
    if (times > 1) {
      throw new DataError(`${source}, line 1: ${times} columns are named ${role}; keep one of them.`);
    }
  }
  return roles;
}

/** At most 60 printable characters of a text, for messages. */
export function shorten(text: string): string {
  const clean = Array.from(text, (c) => (c < ' ' || c === '\u007f' || c === '\ufffd' ? '?' : c)).join('');
  return clean.length > 60 ? `${clean.slice(0, 57)}...` : clean;
}

/** `1 column`, `2304 pixels`: without the thousands' marks of util/format.ts, which take 10 ms to load. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
