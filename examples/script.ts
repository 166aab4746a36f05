/** Lets an example be imported by a test and run from the shell alike. */
import { pathToFileURL } from 'node:url';

/** Calls `main` with the command line's words when the module is what node was asked to run. */
export async function runAsScript(
  url: string,
  main: (words: readonly string[]) => Promise<unknown>,
): Promise<void> {
  const [, script, ...words] = process.argv;
  if (script !== undefined && pathToFileURL(script).href === url) await main(words);
}
