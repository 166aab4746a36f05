/** How alike two maps are. */
import { countMaps, type HeatMaps, mapOf } from './maps.js';

/**
 * Spearman's rank correlation: 1 where both rank their places alike, about 0 where they have nothing to do with each
 * other. Equal values share their mean rank. A map of one value throughout ranks nothing: its correlation counts as 0.
 * @returns −1 to 1
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [centredRanks(a), centredRanks(b)];
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((value, i) => {
    xy += value * y[i];
    xx += value * value;
    yy += y[i] * y[i];
  });
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

/** Ranks minus their mean. */
function centredRanks(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) => values[i] - values[j]);
  const ranks = new Float64Array(n);
  for (let from = 0; from < n; ) {
    let to = from;
    while (to + 1 < n && values[order[to + 1]] === values[order[from]]) to++;
    for (let i = from; i <= to; i++) ranks[order[i]] = (from + to - (n - 1)) / 2;
    from = to + 1;
  }
  return ranks;
}

/**
 * Mean rank correlation of the maps of two sets, the first with the first and so on.
 * @param shift compares map i with map i + shift instead, the last with the first ones
 */
export function meanSimilarity(a: HeatMaps, b: HeatMaps, shift = 0): number {
  const n = countMaps(a);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += spearman(mapOf(a, i), mapOf(b, (i + shift) % n));
  return sum / n;
}
