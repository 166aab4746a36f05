/** Draws the charts and the faces of the page of `vultus labels`. Runs last, in a page made by `renderLabels`. */
import type { LabelsReport } from '../labels-types.js';
import { faceSource } from './faces.js';
import { mount } from './kit.js';
import { drawAgreement, drawPairs } from './labels.js';
import { markNavigation } from './navigation.js';
import { fillSlots } from './slots.js';

const labels = JSON.parse(document.getElementById('report-data')?.textContent ?? '') as Pick<
  LabelsReport,
  'classes' | 'calibrated' | 'referee' | 'faces'
>;
const { referee, faces } = labels;

if (referee) mount('chart-precision', (width) => drawAgreement(referee, width));
mount('chart-pairs', (width) => drawPairs(labels, width));
if (faces) fillSlots(faceSource(faces));
markNavigation();
