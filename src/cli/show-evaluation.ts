/** A split's score on the terminal. */
import {
  confusionTable,
  type Evaluation,
  evaluationTable,
  type PairedComparison,
  rateText,
  scaledTable,
  scoreTable,
  type TextTable,
  thresholdTable,
  triedTable,
} from '../evaluate/index.js';
import type { StudiedSplit } from '../report/evaluations.js';
import { FITTED_HERE } from '../report/temperature.js';
import { formatCounted, formatPoints, formatPValue } from '../util/format.js';
import { print, table, wrapped } from './terminal.js';

/** `PublicTest: accuracy 61.6 % (60.0–63.2), 3,589 images` */
export function accuracyLine(split: string, evaluation: Evaluation): string {
  return `${split}: accuracy ${rateText(evaluation.accuracy)}, ${formatCounted(evaluation.count, 'image')}`;
}

/** One evaluation as the `--json` of every command gives it. */
export function evaluationJson(entry: StudiedSplit) {
  const { split, role, sentence, study, fittedHere = false, withoutCopies } = entry;
  const { metrics, ...trust } = study.analysis;
  const scaled = study.scaled && { scaled: { ...study.scaled, fittedHere } };
  return { split, role, note: sentence, withoutCopies, ...metrics, ...trust, ...scaled };
}

/** Accuracy, the tables of scores and classes and the confusion matrix, in 80 columns. */
export function printStudy({ split, sentence, study, fittedHere }: StudiedSplit, temperature: string): void {
  const { analysis, scaled } = study;
  const evaluation = analysis.metrics;
  print(accuracyLine(split, evaluation));
  if (sentence !== undefined) print(wrapped(sentence, '  '));
  print();
  printTable(evaluationTable(evaluation), 'lrrrr');
  printTable(confusionTable(evaluation), `l${'r'.repeat(evaluation.classes.length)}`);
  printTable(scoreTable(analysis), 'lr');
  print(wrapped(temperature));
  if (scaled && fittedHere) print(wrapped(FITTED_HERE));
  print();
  if (scaled) {
    printTable(scaledTable(analysis, scaled), 'lrr');
    printTable(triedTable(scaled), 'rrrr');
  } else printTable(thresholdTable(analysis), 'rrrr');
  print('Ranges are 95 % intervals (Wilson for shares, else 1,000 bootstrap samples);');
  print('a dash stands for a share of nothing.');
}

/** What looking at several views of each image is worth. */
export function printViews({ accuracies: [plain, several], pairs: [pair] }: PairedComparison): void {
  const { value, low, high } = pair.difference;
  const points = `${formatPoints(value)} points (${formatPoints(low)} to ${formatPoints(high)})`;
  print();
  print('Test-time augmentation, the mean logits of several views:');
  print(`  without  accuracy ${rateText(plain)}`);
  print(`  with     accuracy ${rateText(several)}, ${points}, p ${formatPValue(pair.p)}`);
}

/** With an empty line below; nothing without rows. */
function printTable({ head, rows }: TextTable, align: string): void {
  if (rows.length === 0) return;
  print(table(head, rows, align));
  print();
}
