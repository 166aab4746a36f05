/** How accurate a network still is on damaged images: every corruption at every strength. */
import type { Dataset } from '../data/types.js';
import type { Engine } from '../engine/api.js';
import { DataError } from '../util/errors.js';
import { CORRUPTIONS, type Corruption, type CorruptionName, corrupt, type JpegCodec } from './corruptions.js';
import { type Rate, wilson } from './interval.js';
import { argmax, assertFinite, assertFitting } from './logits.js';
import { meanOf } from './numbers.js';
import { predict } from './predict.js';

/** The accuracy under one corruption at one strength. */
export interface RobustnessCell {
  readonly corruption: CorruptionName;
  /** In the corruption's measure. */
  readonly strength: number;
  /** Images still recognised. */
  readonly right: number;
}

/** Plain JSON. */
export interface Robustness {
  /** Images, the same ones in every cell. */
  readonly count: number;
  /** Of the random parts of the corruptions. */
  readonly seed: number;
  /** Images recognised without any damage; absent until measured. */
  readonly clean?: number;
  /** What is measured so far, in the order of `CORRUPTIONS`. */
  readonly cells: readonly RobustnessCell[];
}

export interface RobustnessRequest {
  /** With the weights set; its images are replaced. */
  readonly engine: Engine;
  readonly dataset: Pick<Dataset, 'pixels' | 'labels' | 'classes'>;
  /** Rows of the data set. */
  readonly rows: Uint32Array;
  /** At most the engine's. */
  readonly batchSize: number;
  readonly seed: number;
  readonly jpeg: JpegCodec;
  /** Cells measured earlier on the same images, weights and seed: they are not measured again. */
  readonly known?: Robustness;
  /** Called after each cell with everything measured so far. */
  readonly onCell?: (soFar: Robustness) => void | Promise<void>;
  /** Called with images done and their total, known cells left out. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops between two batches; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Damaged images held at a time: 2.4 MB. */
const BLOCK = 1024;

/**
 * Measures the clean images and all 45 cells. Each cell is a pure function of weights, images and seed, so that a
 * measurement that was stopped and continued ends as an unbroken one.
 * @throws DataError without rows; ModelError when an answer is not finite or the network has other classes
 * @example
 * const result = await measureRobustness({ engine, dataset, rows, batchSize: 64, seed: 1, jpeg: jpegCodec });
 * robustnessTable(result).mean?.accuracy;
 */
export async function measureRobustness(request: RobustnessRequest): Promise<Robustness> {
  const { rows, seed, known, onCell } = request;
  if (rows.length === 0) throw new DataError('There are no images to damage: choose a split that has rows.');
  const wanted = CORRUPTIONS.flatMap((corruption) =>
    corruption.strengths.map((strength) => ({ corruption, strength })),
  );
  const found = new Map<string, RobustnessCell>();
  for (const cell of known?.cells ?? []) found.set(keyOf(cell.corruption, cell.strength), cell);
  const missing = wanted.filter(({ corruption, strength }) => !found.has(keyOf(corruption.name, strength)));
  const total = rows.length * (missing.length + Number(known?.clean === undefined));
  let done = 0;
  const tick = (images: number): void => {
    done += images;
    request.onProgress?.(done, total);
  };
  const clean = known?.clean ?? (await countRight(request, undefined, tick));
  const soFar = (): Robustness => ({
    ...{ count: rows.length, seed, clean },
    cells: wanted.flatMap(({ corruption, strength }) => found.get(keyOf(corruption.name, strength)) ?? []),
  });
  for (const { corruption, strength } of missing) {
    const right = await countRight(request, { corruption, strength }, tick);
    found.set(keyOf(corruption.name, strength), { corruption: corruption.name, strength, right });
    await onCell?.(soFar());
  }
  return soFar();
}

function keyOf(name: string, strength: number): string {
  return `${name} ${strength}`;
}

/** Images recognised after the damage, or without any. */
async function countRight(
  { engine, dataset, rows, batchSize, seed, jpeg, signal }: RobustnessRequest,
  damage: { readonly corruption: Corruption; readonly strength: number } | undefined,
  tick: (images: number) => void,
): Promise<number> {
  const { pixels, labels, classes } = dataset;
  let right = 0;
  for (let start = 0; start < rows.length; start += BLOCK) {
    signal?.throwIfAborted();
    const block = rows.subarray(start, start + BLOCK);
    if (damage) {
      engine.setImages(await corrupt({ pixels, rows: block, ...damage, seed, jpeg }));
    } else engine.setImages(pixels);
    const indices = damage ? block.map((_row, i) => i) : block;
    const logits = await predict(engine, indices, batchSize, { signal });
    assertFitting(logits, block.length, classes.length);
    assertFinite(logits, classes.length);
    argmax(logits, classes.length).forEach((answer, i) => {
      right += Number(answer === labels[block[i]]);
    });
    tick(block.length);
  }
  return right;
}

/** One corruption's row of the table. */
export interface RobustnessRow extends Corruption {
  /** One a strength; null where not measured. */
  readonly accuracies: readonly (Rate | null)[];
  /** Mean over the strengths; null unless all are measured. */
  readonly mean: number | null;
}

export interface RobustnessSummary {
  readonly count: number;
  readonly clean: Rate | null;
  readonly rows: readonly RobustnessRow[];
  /**
   * Over all corruptions, null unless every cell is measured. One minus the accuracy is the mean corruption error of Hendrycks &
   * Dietterich without their division by another network's errors; `kept` is the accuracy as a share of the clean one.
   */
  readonly mean: { readonly accuracy: number; readonly kept: number | null } | null;
}

/** Rates and means of a measurement, also of one that is not finished. */
export function summariseRobustness({ count, clean, cells }: Robustness): RobustnessSummary {
  const rows = CORRUPTIONS.map((corruption): RobustnessRow => {
    const accuracies = corruption.strengths.map((strength) => {
      const cell = cells.find((one) => one.corruption === corruption.name && one.strength === strength);
      return cell ? wilson(cell.right, count) : null;
    });
    const complete = accuracies.every((rate) => rate !== null);
    return {
      ...corruption,
      accuracies,
      mean: complete ? meanOf(accuracies.map((rate) => rate?.value)) : null,
    };
  });
  const complete = rows.every(({ mean }) => mean !== null);
  const accuracy = complete ? meanOf(rows.map(({ mean }) => mean)) : null;
  const cleanRate = clean === undefined ? null : wilson(clean, count);
  return {
    count,
    clean: cleanRate,
    rows,
    mean: accuracy === null ? null : { accuracy, kept: cleanRate?.value ? accuracy / cleanRate.value : null },
  };
}
