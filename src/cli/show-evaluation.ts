/** A split's score on the terminal. */
import { confusionTable, type Evaluation, evaluationTable, rateText } from '../evaluate/index.js';
import { formatCounted } from '../util/format.js';
import { print, table } from './terminal.js';

/** `PublicTest: accuracy 61.6 % (60.0–63.2), 3,589 images` */
export function accuracyLine(split: string, evaluation: Evaluation): string {
  return `${split}: accuracy ${rateText(evaluation.accuracy)}, ${formatCounted(evaluation.count, 'image')}`;
}

/** Accuracy, the table of classes and the confusion matrix, in 80 columns. */
export function printEvaluation(split: string, evaluation: Evaluation, sentence: string): void {
  print(accuracyLine(split, evaluation));
  print(`  ${sentence}`);
  print();
  const classes = evaluationTable(evaluation);
  print(table(classes.head, classes.rows, 'lrrrr'));
  print();
  const confusion = confusionTable(evaluation);
  print(table(confusion.head, confusion.rows, `l${'r'.repeat(evaluation.classes.length)}`));
  print();
  print('Ranges are 95 % Wilson intervals; a dash stands for a share of nothing.');
}
