/** The scripts of a report as strings; where they come from is `assets-node.ts`'s to know. */

export interface ReportAssets {
  /** Browser builds in the order they must run: d3, then Plot. */
  readonly libraries: readonly string[];
  /** The page's own script. */
  readonly client: string;
}

/**
 * Joins compiled modules into one script that keeps its names to itself. Imports between them fall away: all share
 * one scope, so a name may be declared once only. Enough for our own modules, which import by name alone.
 * @param modules JavaScript sources, each after those it needs
 */
export function bundleModules(modules: readonly string[]): string {
  const bodies = modules.map((source) =>
    source
      .replace(/^import\s[^;]*;\s*$/gm, '')
      .replace(/^export \{\s*\};?\s*$/gm, '')
      .replace(/^export (?=(async function|function|const|let|class)\b)/gm, '')
      .trim(),
  );
  return `(() => {\n'use strict';\n${bodies.join('\n\n')}\n})();`;
}
