/** A split's score on the terminal. */
import {
  type Analysis,
  confusionTable,
  type Evaluation,
  evaluationTable,
  rateText,
  scoreTable,
  thresholdTable,
} from '../evaluate/index.js';
import { formatCounted } from '../util/format.js';
import { print, table } from './terminal.js';

/** `PublicTest: accuracy 61.6 % (60.0–63.2), 3,589 images` */
export function accuracyLine(split: string, evaluation: Evaluation): string {
  return `${split}: accuracy ${rateText(evaluation.accuracy)}, ${formatCounted(evaluation.count, 'image')}`;
}

/** Accuracy, the tables of scores and classes and the confusion matrix, in 80 columns. */
export function printAnalysis(split: string, analysis: Analysis, sentence: string): void {
  const evaluation = analysis.metrics;
  print(accuracyLine(split, evaluation));
  print(`  ${sentence}`);
  print();
  const classes = evaluationTable(evaluation);
  print(table(classes.head, classes.rows, 'lrrrr'));
  print();
  const confusion = confusionTable(evaluation);
  print(table(confusion.head, confusion.rows, `l${'r'.repeat(evaluation.classes.length)}`));
  print();
  const scores = scoreTable(analysis);
  print(table(scores.head, scores.rows, 'lr'));
  print();
  const thresholds = thresholdTable(analysis);
  if (thresholds.rows.length > 0) {
    print(table(thresholds.head, thresholds.rows, 'rrrr'));
    print();
  }
  print('Ranges are 95 % intervals (Wilson for shares, else 1,000 bootstrap samples);');
  print('a dash stands for a share of nothing.');
}
