/** Small sums that several scores share. */

/** Mean of the values that there are; null without any. */
export function meanOf(values: readonly (number | null | undefined)[]): number | null {
  const defined = values.filter((value) => typeof value === 'number');
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

/** Points enough for a plot. */
const MOST_POINTS = 200;

/** At most 200 points of a curve, evenly by rank, with its ends. */
export function thinned<Point>(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST_POINTS) return points;
  const step = (points.length - 1) / (MOST_POINTS - 1);
  return Array.from({ length: MOST_POINTS }, (_, i) => points[Math.round(i * step)]);
}
