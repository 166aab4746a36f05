/** The closer look of `vultus data`: near copies, unlike images and more, as a page or as text. */
import {
  classFaces,
  type DataOverview,
  type Dataset,
  dataFindings,
  type Finding,
  overviewDataset,
} from '../data/index.js';
import { writeFileAtomic } from '../export/index.js';
import { showCount } from './progress.js';
import { print, wrapped } from './terminal.js';
import { version } from './version.js';

interface CloserLook {
  readonly overview: DataOverview;
  readonly findings: readonly Finding[];
}

/** Measures and compares every image, with a bar. */
export async function lookCloser(dataset: Dataset, signal: AbortSignal): Promise<CloserLook> {
  const bar = showCount('comparing', process.stderr);
  const overview = await overviewDataset(dataset, { onProgress: bar.update, signal }).finally(bar.clear);
  return { overview, findings: dataFindings(overview) };
}

/** @param command the command line that makes the page again */
export async function writeDataPage(
  file: string,
  dataset: Dataset,
  look: CloserLook,
  command: string,
): Promise<void> {
  // What draws is loaded only for a page: a plain `vultus data` answers at once.
  const { gatherDataPage, renderDataPage } = await import('../report/overview/index.js');
  const page = await gatherDataPage({
    ...{ dataset, ...look, command },
    classFaces: classFaces(dataset),
    createdBy: `vultus ${version()}`,
    createdAt: new Date().toISOString(),
  });
  await writeFileAtomic(file, renderDataPage(page));
}

/** The findings in 80 columns, each behind the sign of its weight. */
export function printFindings(found: readonly Finding[]): void {
  print('findings:');
  for (const { weight, title } of found) {
    const sign = { problem: '!', notice: '-', clear: ' ' }[weight];
    print(`${sign}${wrapped(title, '  ').slice(1)}`);
  }
}
