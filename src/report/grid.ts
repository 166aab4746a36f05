/**
 * Pictures of many faces at once: a grid of 48×48 images, as pixels, as a PNG file, or as PNG bytes to put into the
 * report. `sharp` and file access are loaded only when a PNG is asked for, so the rest runs in a browser.
 */
import { type AugmentConfig, applyWarp, sampleWarp, WARP_FLOATS } from '../augment/index.js';
import type { Dataset } from '../data/types.js';
import { PIXELS, SIDE } from '../util/classes.js';
import { UsageError } from '../util/errors.js';
import { drawText, TEXT_HEIGHT, textWidth } from './grid-font.js';

export interface GridOptions {
  /** Images in a row, at least 1. */
  readonly columns: number;
  /** Each image pixel becomes scale × scale pixels, 1–16; default 2. */
  readonly scale?: number;
  /** White pixels around each image, 0–64; default 4. */
  readonly gap?: number;
  /** Caption under image i; missing or empty = none. Without any captions no room is kept for them. */
  readonly labels?: readonly string[];
}

export interface GridImage {
  readonly width: number;
  readonly height: number;
  /** [height, width] gray values. */
  readonly pixels: Uint8Array;
}

/** Images with the settings that lay them out, as `gridImage` and the PNG functions take them. */
export interface Grid {
  readonly images: Uint8Array;
  readonly columns: number;
  readonly labels: readonly string[];
}

const WHITE = 255;
const INK = 60;
/** Larger pictures are refused: few viewers open them and a typing error asks for them easily. */
const MOST_PIXELS = 100_000_000;

function check(name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new UsageError(`grid ${name} is ${value} but must be a whole number from ${low} to ${high}`);
  }
}

/** Magnifies one image into the picture; pixels stay sharp squares. */
function placeImage(
  images: Uint8Array,
  row: number,
  to: GridImage,
  left: number,
  top: number,
  scale: number,
) {
  for (let y = 0; y < SIDE * scale; y++) {
    const source = row * PIXELS + Math.floor(y / scale) * SIDE;
    const target = (top + y) * to.width + left;
    for (let x = 0; x < SIDE * scale; x++) to.pixels[target + x] = images[source + Math.floor(x / scale)];
  }
}

/** Writes a caption in the middle under an image, cut to its width. */
function placeLabel(text: string, to: GridImage, left: number, top: number, scale: number): void {
  let cut = text;
  while (textWidth(cut) > SIDE) cut = cut.slice(0, -1);
  const start = left + Math.floor(((SIDE - textWidth(cut)) * scale) / 2);
  drawText(cut, (x, y) => {
    for (let i = 0; i < scale * scale; i++) {
      const px = start + x * scale + (i % scale);
      const py = top + y * scale + Math.floor(i / scale);
      to.pixels[py * to.width + px] = INK;
    }
  });
}

/**
 * Lays images out row by row on white.
 * @param images [n, 48, 48] gray values, n at least 1
 * @throws UsageError for impossible settings, no images, or a picture over 100 million pixels
 * @example
 * const { width, height, pixels } = gridImage(dataset.pixels.subarray(0, 14 * 2304), { columns: 7 });
 */
export function gridImage(images: Uint8Array, options: GridOptions): GridImage {
  const { columns, scale = 2, gap = 4, labels = [] } = options;
  check('columns', columns, 1, 10_000);
  check('scale', scale, 1, 16);
  check('gap', gap, 0, 64);
  const count = images.length / PIXELS;
  if (!Number.isInteger(count) || count === 0) {
    throw new UsageError(`a grid needs whole images of ${PIXELS} bytes but got ${images.length} bytes`);
  }
  const captioned = labels.some((text) => text !== '');
  const captionRoom = captioned ? (TEXT_HEIGHT + 2) * scale : 0;
  const stepX = SIDE * scale + gap;
  const stepY = SIDE * scale + gap + captionRoom;
  const width = columns * stepX + gap;
  const height = Math.ceil(count / columns) * stepY + gap;
  if (width * height > MOST_PIXELS) {
    throw new UsageError(
      `a grid of ${count} images would be ${width} × ${height} pixels: ask for fewer images or a smaller scale`,
    );
  }
  const grid: GridImage = { width, height, pixels: new Uint8Array(width * height).fill(WHITE) };
  for (let i = 0; i < count; i++) {
    const left = gap + (i % columns) * stepX;
    const top = gap + Math.floor(i / columns) * stepY;
    placeImage(images, i, grid, left, top, scale);
    if (labels[i]) placeLabel(labels[i], grid, left, top + (SIDE + 1) * scale, scale);
  }
  return grid;
}

/** The grid as PNG bytes, 8-bit gray. */
export async function gridPng(images: Uint8Array, options: GridOptions): Promise<Buffer> {
  const { width, height, pixels } = gridImage(images, options);
  const { default: sharp } = await import('sharp');
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** One image as a PNG inside a page: `data:image/png;base64,…`. @param image [48, 48] gray values */
export async function pngUri(image: Uint8Array): Promise<string> {
  const png = await gridPng(image, { columns: 1, scale: 1, gap: 0 });
  return `data:image/png;base64,${png.toString('base64')}`;
}

/**
 * Writes the grid as a PNG file, whole or not at all.
 * @throws UsageError as gridImage; OutputError when the file cannot be written
 * @example
 * const grid = augmentedGrid(dataset, defaultAugment, 42, { rows: 7, variants: 8 });
 * await writeGridPng('augmented.png', grid.images, grid);
 */
export async function writeGridPng(path: string, images: Uint8Array, options: GridOptions): Promise<void> {
  const png = await gridPng(images, options);
  const { writeFileAtomic } = await import('../export/index.js');
  await writeFileAtomic(path, png);
}

/** Rows of the data set for a picture: the classes in turn, each time the next of its rows. */
function pickRows(dataset: Dataset, wanted: number): number[] {
  const byClass = dataset.classes.map(() => [] as number[]);
  for (let i = 0; i < dataset.count; i++) {
    const rows = byClass[dataset.labels[i]];
    if (rows.length < wanted) rows.push(i);
  }
  const picked: number[] = [];
  for (let turn = 0; picked.length < Math.min(wanted, dataset.count); turn++) {
    for (const rows of byClass) if (turn < rows.length && picked.length < wanted) picked.push(rows[turn]);
  }
  return picked;
}

/**
 * Originals in the first column, beside each what augmentation makes of it in epochs 0, 1, 2, … of that seed: the very
 * warps a training run with this seed would see.
 * @param options rows: originals, at least 1 (fewer when the data set is smaller); variants: columns beside them
 * @example
 * const grid = augmentedGrid(dataset, defaultAugment, 42, { rows: 7, variants: 8 });
 * const picture = gridImage(grid.images, grid);
 */
export function augmentedGrid(
  dataset: Dataset,
  config: AugmentConfig,
  seed: number,
  options: { readonly rows: number; readonly variants: number },
): Grid {
  check('rows', options.rows, 1, 1000);
  check('variants', options.variants, 0, 1000);
  const columns = options.variants + 1;
  const picked = pickRows(dataset, options.rows);
  const images = new Uint8Array(picked.length * columns * PIXELS);
  const labels = new Array<string>(picked.length * columns).fill('');
  const record = new Float32Array(WARP_FLOATS);
  picked.forEach((row, i) => {
    const first = i * columns;
    labels[first] = dataset.classes[dataset.labels[row]];
    images.set(dataset.pixels.subarray(row * PIXELS, (row + 1) * PIXELS), first * PIXELS);
    for (let epoch = 0; epoch < options.variants; epoch++) {
      sampleWarp(config, seed, epoch, row, record, 0);
      images.set(applyWarp(dataset.pixels, row, record), (first + 1 + epoch) * PIXELS);
    }
  });
  return { images, columns, labels };
}
