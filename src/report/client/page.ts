/** Draws every chart of a run's report and marks the section in view. Runs last, in a page made by `renderReport`. */
import { drawConfusion } from './confusion.js';
import { drawCounts } from './counts.js';
import { drawCurve, drawLearningRate } from './curves.js';
import { type ChartData, mount } from './kit.js';
import { markNavigation } from './navigation.js';

const report = JSON.parse(document.getElementById('report-data')?.textContent ?? '') as ChartData;
const { data, training, evaluations } = report;

mount('chart-counts', (width) => drawCounts(data, width));
if (training && training.epochs.length > 0) {
  mount('chart-accuracy', (width) => drawCurve(training, 'accuracy', width));
  mount('chart-loss', (width) => drawCurve(training, 'loss', width));
  mount('chart-rate', (width) => drawLearningRate(training, width));
}
for (const [i, { evaluation }] of evaluations.entries()) {
  mount(`chart-confusion-${i}`, (width) => drawConfusion(evaluation, width));
}
markNavigation();
