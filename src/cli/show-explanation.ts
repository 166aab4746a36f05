/** A network's heat maps on the terminal: where on the faces they lie, and the sanity check. */
import { methodText, sanitySentence } from '../report/sections/explanation.js';
import type { ReportExplanation } from '../report/types.js';
import { formatCounted, formatPercent } from '../util/format.js';
import { print, table, wrapped } from './terminal.js';

/** In 80 columns. */
export function printExplanation(explanation: ReportExplanation): void {
  const { split, images, classes, sanity } = explanation;
  print(wrapped(`${split}: ${methodText(explanation)}, ${formatCounted(images.length, 'image')}`));
  print();
  const rows = classes.map(({ name, count, thirds }) => [
    ...[name, String(count)],
    ...(thirds ? thirds.map((share) => formatPercent(share, 0)) : ['–', '–', '–']),
  ]);
  print(table(['class', 'recognised', 'upper third', 'middle', 'lower'], rows, 'lrrrr'));
  print();
  print('Where the evidence for a class lies on recognised faces: forehead and brows,');
  print('eyes and nose, mouth and chin, where faces fill their picture as in FER2013.');
  if (!sanity) return;
  print();
  print(wrapped(`Sanity check ${sanity.passed ? 'passed' : 'not passed'}. ${sanitySentence(sanity)}`));
}
