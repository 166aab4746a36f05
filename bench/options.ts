/** Options of the benchmark scripts: their defaults say what there is and of which kind. */
import { parseArgs } from 'node:util';

/** A number is a whole number of at least 1; a list may be given with commas or by repeating the option. */
export type Defaults = Readonly<Record<string, number | string | boolean | readonly string[]>>;
type Widened<T> = T extends number
  ? number
  : T extends string
    ? string
    : T extends boolean
      ? boolean
      : readonly string[];
export type Options<T extends Defaults> = { readonly [K in keyof T]: Widened<T[K]> };

/**
 * Reads `--name value` from the command line. `--help` prints the options with their defaults and ends.
 * @throws Error naming an option that is unknown or not of its kind
 */
export function readOptions<const T extends Defaults>(defaults: T, args = process.argv.slice(2)): Options<T> {
  if (args.includes('--help')) {
    for (const [name, value] of Object.entries(defaults)) console.log(`--${name} (default: ${value})`);
    process.exit(0);
  }
  const kinds = Object.entries(defaults).map(([name, value]) => {
    const type: 'boolean' | 'string' = typeof value === 'boolean' ? 'boolean' : 'string';
    return [name, { type, multiple: Array.isArray(value) }];
  });
  const given = parseArgs({ args, options: Object.fromEntries(kinds) }).values as Record<string, unknown>;
  const values = Object.entries(defaults).map(([name, value]) => {
    const text = given[name];
    if (text === undefined) return [name, value];
    if (Array.isArray(value)) return [name, (text as string[]).flatMap((part) => part.split(','))];
    return [name, typeof value === 'number' ? wholeNumber(name, String(text)) : text];
  });
  return Object.fromEntries(values) as Options<T>;
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new Error(`--${name} must be a whole number of at least 1, not ${text}`);
}
