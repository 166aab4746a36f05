/** Finds keys given twice in one JSON object, which `JSON.parse` would silently reduce to the last one. */

/**
 * The first key that appears twice in the same object, at any depth.
 * @param text valid JSON (parse it first)
 * @example
 * duplicateKey('{"a":1,"b":{"a":2},"a":3}'); // 'a'
 */
export function duplicateKey(text: string): string | undefined {
  // One entry a nesting level: the keys so far for an object, undefined for an array.
  const levels: (Set<string> | undefined)[] = [];
  // A string is a key exactly when it follows `{` or a `,` directly inside an object.
  let keyNext = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '"') {
      const end = stringEnd(text, i);
      const keys = levels.at(-1);
      if (keyNext && keys !== undefined) {
        const key = JSON.parse(text.slice(i, end + 1)) as string;
        if (keys.has(key)) return key;
        keys.add(key);
      }
      keyNext = false;
      i = end;
    } else if (c === '{' || c === '[') {
      levels.push(c === '{' ? new Set() : undefined);
      keyNext = c === '{';
    } else if (c === '}' || c === ']') {
      levels.pop();
    } else if (c === ',') {
      keyNext = levels.at(-1) !== undefined;
    }
  }
  return undefined;
}

/** Index of the quote that closes the string opened at `start`. */
function stringEnd(text: string, start: number): number {
  let i = start + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}
