/** Draws the page of `vultus explain`. Runs last, in a page made by `renderExplanation`. */
import type { ReportExplanation, ReportFaces } from '../types.js';
import { drawExplanation } from './explanation.js';
import { faceSource } from './faces.js';
import { markNavigation } from './navigation.js';

const page = JSON.parse(document.getElementById('report-data')?.textContent ?? '') as {
  readonly explanation: ReportExplanation;
  readonly faces: ReportFaces;
};

drawExplanation(page.explanation, faceSource(page.faces));
markNavigation();
