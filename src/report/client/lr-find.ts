/** Draws the chart of a range test. Runs last, in a page made by `renderRangeTest`. */
import type { RangeTest } from '../../train/lr-find.js';
import { mount } from './kit.js';
import { markNavigation } from './navigation.js';
import { drawRange } from './range.js';

const tested = JSON.parse(document.getElementById('report-data')?.textContent ?? '') as RangeTest;
mount('chart-range', (width) => drawRange(tested, width));
markNavigation();
