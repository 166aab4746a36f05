/** Paths of layers in tables that must fit 80 columns. */

/** `6.shortcut.0` → `6.s.0`. */
export function shortPath(path: string): string {
  return path.replace(/\.main\b/g, '.m').replace(/\.shortcut\b/g, '.s');
}

/** What the short forms stand for; undefined when no path has one. */
export function pathLegend(paths: readonly string[]): string | undefined {
  const nested = paths.some((path) => shortPath(path) !== path);
  return nested ? "m: a residual's main branch; s: its shortcut." : undefined;
}
