/** Nested settings as a flat list. */

/**
 * Names with dots, and values as text; lists stay whole, as JSON.
 * @example
 * flatten({ a: { b: 1 }, c: [1, 2] }); // [['a.b', '1'], ['c', '[1,2]']]
 */
export function flatten(settings: Readonly<Record<string, unknown>>, prefix = ''): [string, string][] {
  return Object.entries(settings).flatMap(([key, value]): [string, string][] => {
    const name = prefix + key;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return flatten(value as Record<string, unknown>, `${name}.`);
    }
    return [[name, typeof value === 'string' ? value : (JSON.stringify(value) ?? '')]];
  });
}
