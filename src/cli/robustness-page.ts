/** Robustness as a report shows it, with an ordinary image of the split as its example. */
import { jpegCodec } from '../data/jpeg-node.js';
import type { Dataset } from '../data/types.js';
import { CORRUPTIONS, corrupt, type RobustnessSummary, typicalRow } from '../evaluate/index.js';
import { gatherDamaged } from '../report/robustness.js';
import type { ReportRobustness } from '../report/types.js';
import type { Measurement } from './robustness-file.js';

/** @param rows of the split that was measured */
export async function reportedRobustness(
  { pixels }: Pick<Dataset, 'pixels'>,
  rows: Uint32Array,
  { split, role, note, seed }: Pick<Measurement, 'split' | 'role' | 'note' | 'seed'>,
  summary: RobustnessSummary,
): Promise<ReportRobustness> {
  const example = typicalRow(pixels, rows);
  const faces = await gatherDamaged(pixels, example, CORRUPTIONS, (corruption, strength) =>
    corrupt({ pixels, rows: [example], corruption, strength, seed, jpeg: jpegCodec }),
  );
  return { split, role, sentence: note, seed, summary, faces };
}
