/** Draws every chart of a run's report and marks the section in view. Runs last, in a page made by `renderReport`. */
import { offerChoice } from './choice.js';
import { drawConfusion } from './confusion.js';
import { drawCounts } from './counts.js';
import { type CurveAxis, drawCurve, drawTrack } from './curves.js';
import { mountErrors } from './errors.js';
import { drawExplanation } from './explanation.js';
import { faceSource } from './faces.js';
import { type ChartData, mount } from './kit.js';
import { markNavigation } from './navigation.js';
import { drawRanking } from './ranking.js';
import { drawRobustness, fillDamagedFaces } from './robustness.js';
import { drawSlices } from './slices.js';
import { drawConfidences, drawCoverage, drawReliability } from './trust.js';

const report = JSON.parse(document.getElementById('report-data')?.textContent ?? '') as ChartData;
const { data, training, evaluations, explanation, faces, robustness, slices } = report;

mount('chart-counts', (width) => drawCounts(data, width));
if (training && training.epochs.length > 0) {
  let axis: CurveAxis = 'epoch';
  const redraws = [
    mount('chart-accuracy', (width) => drawCurve(training, 'accuracy', width, axis)),
    mount('chart-loss', (width) => drawCurve(training, 'loss', width, axis)),
    mount('chart-rate', (width) => drawTrack(training, 'learningRate', width, axis)),
    mount('chart-norm', (width) => drawTrack(training, 'gradientNorm', width, axis)),
    mount('chart-speed', (width) => drawTrack(training, 'imagesPerSecond', width, axis)),
  ];
  offerChoice('axis', (chosen) => {
    axis = chosen === 'step' ? 'step' : 'epoch';
    for (const redraw of redraws) redraw();
  });
}
for (const [i, entry] of evaluations.entries()) {
  const { evaluation, analysis, answers } = entry;
  const open = answers && faces && mountErrors(answers, faces, evaluation.classes);
  mount(`chart-confusion-${i}`, (width) => drawConfusion(evaluation, width, open));
  if (!analysis) continue;
  const judged = { ...entry, analysis };
  mount(`chart-roc-${i}`, (width) => drawRanking(analysis.metrics.curves, 'roc', width));
  mount(`chart-precision-${i}`, (width) => drawRanking(analysis.metrics.curves, 'precision', width));
  mount(`chart-reliability-${i}`, (width) => drawReliability(judged, width));
  mount(`chart-confidence-${i}`, (width) => drawConfidences(judged, width));
  mount(`chart-coverage-${i}`, (width) => drawCoverage(judged, width));
}
if (explanation && faces) drawExplanation(explanation, faceSource(faces));
if (robustness) {
  mount('chart-robustness', (width) => drawRobustness(robustness.summary, width));
  fillDamagedFaces(robustness);
}
if (slices) {
  const sliced = slices.report;
  for (const [i, attribute] of sliced.attributes.entries()) {
    mount(`chart-slices-${i}`, (width) => drawSlices(sliced, attribute, width));
  }
}
markNavigation();
