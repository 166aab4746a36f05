/** The report of a run or an evaluation: one HTML file that opens offline. */
import { loadAssets } from './assets-node.js';
import { renderPage } from './page.js';
import type { ReportData } from './types.js';

/**
 * The whole page as a string, about 0.6 MB plus the pictures. The same data give the same bytes.
 * @throws DataError when a picture is not a data URI; ModelError when the network's drawing is not plain SVG
 * @example
 * writeFileSync('report.html', renderReport(data));
 */
export function renderReport(data: ReportData): string {
  return renderPage(data, loadAssets());
}
