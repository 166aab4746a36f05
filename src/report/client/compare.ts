/** Draws the charts of a comparison. Runs last, in a page made by `renderComparison`. */
import type { CompareData, ComparedAnswers } from '../compare-types.js';
import { mount } from './kit.js';
import { markNavigation } from './navigation.js';
import { drawDifferences, drawRuns, drawScores } from './runs.js';

const compared = JSON.parse(document.getElementById('report-data')?.textContent ?? '') as CompareData;
const { runs, paired } = compared;

if (runs.some(({ epochs }) => epochs.length > 0)) {
  mount('chart-accuracy', (width) => drawRuns(runs, 'accuracy', width));
  mount('chart-loss', (width) => drawRuns(runs, 'loss', width));
}
if (paired) {
  const whole: CompareData & { paired: ComparedAnswers } = { ...compared, paired };
  mount('chart-scores', (width) => drawScores(whole, width));
  mount('chart-differences', (width) => drawDifferences(whole, width));
}
markNavigation();
