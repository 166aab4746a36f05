/** Paths as people read them, on any system. */

/** `runs/classic/` → `classic`, `C:\\data\\fer2013.csv.gz` → `fer2013.csv.gz` */
export function lastPart(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}
