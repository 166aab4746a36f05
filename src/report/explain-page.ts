/** The page of `vultus explain`: one network's heat maps. */
import { formatCounted } from '../util/format.js';
import { loadAssets } from './assets-node.js';
import { renderFrame } from './frame.js';
import { html } from './markup.js';
import { maker } from './parts.js';
import { explanationSections, methodText } from './sections/explanation.js';
import type { ReportExplanation, ReportFaces } from './types.js';

export interface ExplanationPage {
  /** The network's or run's name. */
  readonly name: string;
  /** `vultus 0.1.0` */
  readonly createdBy: string;
  /** What the data was read from, as the user named it. */
  readonly source: string;
  readonly explanation: ReportExplanation;
  /** Holds every face that the explanation shows. */
  readonly faces: ReportFaces;
}

/**
 * The whole page as a string. The same input gives the same bytes.
 * @throws ModelError when a script of the page cannot be read
 * @example
 * const rows = explanation.images.map(({ row }) => row);
 * const faces = await gatherFaces(dataset, rows);
 * writeFileSync('explain.html', renderExplanation({ name, createdBy, source, explanation, faces }));
 */
export function renderExplanation(page: ExplanationPage): string {
  const { name, createdBy, source, explanation, faces } = page;
  const what = `${formatCounted(explanation.images.length, 'face')} of ${explanation.split} in ${source}, by ${methodText(explanation)}`;
  return renderFrame(
    {
      ...{ name, kind: 'Vultus explanation', createdBy },
      description: `What ${name} looks at: ${what}.`,
      header: html`<header id="top">${maker(createdBy)}<h1>What ${name} looks at</h1>
<p class="what">${what}.</p></header>`,
      sections: explanationSections(explanation),
      json: { explanation, faces },
    },
    loadAssets('explain'),
  );
}
