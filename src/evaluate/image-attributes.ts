/** Attributes that every image has without being told: how bright, how contrasted and how sharp it is. */
import { PIXELS } from '../util/classes.js';
import { measureLight } from '../util/light.js';
import type { Attribute } from './groups.js';

/**
 * Brightness, contrast and sharpness (`measureLight`), for a slice table by quarters.
 * @param pixels [count, 48, 48] gray values
 * @param rows of `pixels`
 * @example
 * sliceReport(right, labels, imageAttributes(dataset.pixels, rows));
 */
export function imageAttributes(pixels: Uint8Array, rows: Uint32Array): Attribute[] {
  const [brightness, contrast, sharpness]: string[][] = [[], [], []];
  for (const row of rows) {
    const image = pixels.subarray(row * PIXELS, (row + 1) * PIXELS);
    const light = measureLight(image);
    brightness.push(String(light.brightness));
    contrast.push(String(light.contrast));
    sharpness.push(String(light.sharpness));
  }
  return [
    { name: 'brightness (mean gray)', values: brightness },
    { name: 'contrast (deviation of grays)', values: contrast },
    { name: 'sharpness (variance of Laplacian)', values: sharpness },
  ];
}

/**
 * How far the people who voted on an image agree: the share of the votes that its most frequent class has.
 * @param targets [count, k] vote shares
 * @param rows of `targets`
 */
export function agreementAttribute(targets: Float32Array, k: number, rows: Uint32Array): Attribute {
  const values = Array.from(rows, (row) => {
    const share = targets.subarray(row * k, (row + 1) * k).reduce((a, b) => Math.max(a, b));
    // Shares of ten votes or fewer: what float32 adds beyond is rounding.
    return String(Number(share.toFixed(4)));
  });
  return { name: 'agreement of votes (share of the first class)', values };
}

/**
 * The most ordinary of some images: nearest to the middle in brightness, contrast and sharpness at once, by ranks.
 * @param rows at least one
 * @returns one of the rows
 */
export function typicalRow(pixels: Uint8Array, rows: Uint32Array): number {
  const distance = new Float64Array(rows.length);
  for (const { values } of imageAttributes(pixels, rows)) {
    const numbers = values.map(Number);
    const order = numbers.map((_value, i) => i).sort((a, b) => numbers[a] - numbers[b]);
    order.forEach((i, rank) => {
      distance[i] += Math.abs(rank - (rows.length - 1) / 2);
    });
  }
  return rows[distance.indexOf(distance.reduce((a, b) => Math.min(a, b)))];
}
