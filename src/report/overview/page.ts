/** The page about a data set: one HTML file that opens offline. */
import { loadAssets } from '../assets-node.js';
import { renderFrame, sectionsOf } from '../frame.js';
import { classesSection } from './classes.js';
import { copiesSection } from './copies.js';
import { header, subtitle } from './headline.js';
import { lightSection } from './light.js';
import { sourceSection } from './source.js';
import type { DataPage } from './types.js';
import { unlikeSection } from './unlike.js';
import { votesSection } from './votes.js';

/** The order of the page and of its navigation; one that has nothing to show is left out. */
const SECTIONS = [
  { id: 'classes', title: 'Classes', render: classesSection },
  { id: 'light', title: 'Light', render: lightSection },
  { id: 'copies', title: 'Copies', render: copiesSection },
  { id: 'unlike', title: 'Unlike', render: unlikeSection },
  { id: 'votes', title: 'FER+', render: votesSection },
  { id: 'source', title: 'Source', render: sourceSection },
];

/**
 * The whole page as a string, about 0.6 MB plus a kilobyte a face. The same data give the same bytes.
 * @throws DataError when a picture is not a data URI
 * @example
 * writeFileSync('data.html', renderDataPage(await gatherDataPage(…)));
 */
export function renderDataPage(page: DataPage): string {
  const { overview } = page;
  return renderFrame(
    {
      name: page.name,
      kind: 'Vultus data',
      description: subtitle(page),
      createdBy: page.createdBy,
      header: header(page),
      sections: sectionsOf(SECTIONS, page),
      json: {
        data: {
          classes: overview.description.classes.map(({ name }) => name),
          splits: overview.description.splits.map(({ name, classes }) => ({
            name,
            counts: classes.map(({ count }) => count),
          })),
        },
        measures: overview.measures,
        votes: overview.votes && {
          answers: overview.votes.answers,
          confusion: overview.votes.confusion,
          entropy: overview.votes.entropy,
        },
        faces: page.faces,
      },
    },
    loadAssets('data'),
  );
}
