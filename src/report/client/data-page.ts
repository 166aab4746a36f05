/** Draws the charts and faces of the page about a data set. Runs last, in a page made by `renderDataPage`. */
import type { DataOverview } from '../../data/overview/index.js';
import type { ReportFaces } from '../types.js';
import { drawCounts } from './counts.js';
import { type Axis, drawDistribution, drawSpreads } from './distribution.js';
import { faceSource } from './faces.js';
import { type ChartData, mount } from './kit.js';
import { markNavigation } from './navigation.js';
import { fillSlots } from './slots.js';
import { type DrawnVotes, drawAnswers, drawEntropy } from './votes.js';

interface PageData {
  readonly data: ChartData['data'];
  readonly measures: DataOverview['measures'];
  readonly votes?: DrawnVotes;
  readonly faces: ReportFaces;
}

const page = JSON.parse(document.getElementById('report-data')?.textContent ?? '') as PageData;
const AXES: Readonly<Record<keyof PageData['measures'], Axis>> = {
  brightness: { label: 'mean gray value', digits: 1 },
  contrast: { label: 'standard deviation of gray', digits: 1 },
  sharpness: { label: 'variance of the Laplacian', log: true, digits: 1 },
};

mount('chart-counts', (width) => drawCounts(page.data, width));
for (const key of Object.keys(AXES) as (keyof typeof AXES)[]) {
  mount(`chart-${key}`, (width) => drawDistribution(page.measures[key], AXES[key], width));
  mount(`chart-${key}-classes`, (width) => drawSpreads(page.measures[key].classes, AXES[key], width));
}
const { votes } = page;
if (votes) {
  mount('chart-answers', (width) => drawAnswers(votes, page.data.classes, width));
  mount('chart-entropy', (width) => drawEntropy(votes, width));
  const axis = { label: 'entropy of the votes, bits', digits: 2 };
  mount('chart-entropy-classes', (width) => drawSpreads(votes.entropy.classes, axis, width));
}
fillSlots(faceSource(page.faces));
markNavigation();
