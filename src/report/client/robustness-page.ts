/** Draws the page of `vultus robustness`. Runs last. */
import type { ReportRobustness } from '../types.js';
import { mount } from './kit.js';
import { markNavigation } from './navigation.js';
import { drawRobustness, fillDamagedFaces } from './robustness.js';

const measured = JSON.parse(document.getElementById('report-data')?.textContent ?? '') as ReportRobustness;

mount('chart-robustness', (width) => drawRobustness(measured.summary, width));
fillDamagedFaces(measured);
markNavigation();
