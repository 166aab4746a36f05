/** Draws the charts and the faces of the page of `vultus labels`. Runs last, in a page made by `renderLabels`. */
import type { LabelsReport } from '../labels-types.js';
import { faceSource } from './faces.js';
import { mount } from './kit.js';
import { drawAgreement, drawPairs } from './labels.js';
import { markNavigation } from './navigation.js';

/** Side of a face in CSS pixels. */
const FACE = 72;

const labels = JSON.parse(document.getElementById('report-data')?.textContent ?? '') as Pick<
  LabelsReport,
  'classes' | 'calibrated' | 'referee' | 'faces'
>;
const { referee, faces } = labels;

if (referee) mount('chart-precision', (width) => drawAgreement(referee, width));
mount('chart-pairs', (width) => drawPairs(labels, width));
if (faces) {
  const source = faceSource(faces);
  for (const place of document.querySelectorAll<HTMLElement>('[data-face]')) {
    const canvas = source.canvas(Number(place.dataset.face), FACE);
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', place.dataset.name ?? '');
    place.append(canvas);
  }
}
markNavigation();
