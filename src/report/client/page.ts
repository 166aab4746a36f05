/** Draws every chart of the page and marks the section in view. Runs last, in a page made by `renderReport`. */
import { drawConfusion } from './confusion.js';
import { drawCounts } from './counts.js';
import { drawCurve, drawLearningRate } from './curves.js';
import { type ChartData, mount } from './kit.js';

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

/** The navigation names the section that reaches the upper third of the window. */
const links = new Map(
  [...document.querySelectorAll<HTMLAnchorElement>('nav a')].map((link) => [link.hash.slice(1), link]),
);
const watcher = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      const link = links.get(entry.target.id);
      if (entry.isIntersecting) link?.setAttribute('aria-current', 'true');
      else link?.removeAttribute('aria-current');
    }
  },
  { rootMargin: '-30% 0px -69% 0px' },
);
for (const section of document.querySelectorAll('main > section')) watcher.observe(section);
