/** Work on the next items while earlier ones are in use. */

/**
 * Results in the order of the items, with up to `atOnce` of them being worked on.
 * @param work must not reject: a failure would be thrown before its turn; give it as a result
 * @example
 * for await (const bytes of mapAhead(paths, 16, readOrFail)) use(bytes);
 */
export async function* mapAhead<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const waiting: Promise<Result>[] = [];
  for await (const item of items) {
    waiting.push(work(item));
    if (waiting.length >= atOnce) yield (await waiting.shift()) as Result;
  }
  while (waiting.length > 0) yield (await waiting.shift()) as Result;
}
