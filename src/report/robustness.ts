/** The page of `vultus robustness`, and the example faces in it. */
import type { Corruption } from '../evaluate/corruptions.js';
import { PIXELS } from '../util/classes.js';
import { formatCounted } from '../util/format.js';
import { loadAssets } from './assets-node.js';
import { gatherImages } from './faces.js';
import { percent } from './format.js';
import { renderFrame } from './frame.js';
import { html } from './markup.js';
import { again, facts, maker, section } from './parts.js';
import { robustnessSection } from './sections/robustness.js';
import type { ReportFaces, ReportRobustness } from './types.js';

export interface RobustnessPage {
  /** The run's or the model's directory, without its path. */
  readonly name: string;
  /** The network. */
  readonly model: string;
  /** Program and version. */
  readonly createdBy: string;
  /** SHA-256 (hex) of the weights. */
  readonly hash: string;
  readonly data: { readonly source: string; readonly fingerprint: string };
  /** The command line that does the same again. */
  readonly command: string;
  readonly robustness: ReportRobustness;
}

/** The page as a string. The same input gives the same bytes. */
export function renderRobustness(page: RobustnessPage): string {
  const { name, model, createdBy, hash, data, command, robustness } = page;
  const { clean, mean, count } = robustness.summary;
  const description = `${name} on damaged images of ${data.source}: ${percent(clean?.value)} right when clean, ${percent(mean?.accuracy)} on average under damage.`;
  return renderFrame(
    {
      ...{ name, createdBy, description },
      kind: 'Vultus robustness',
      header: html`<header id="top">
${maker(createdBy)}
<h1>${name}</h1>
<p class="what">The network ${model} on ${formatCounted(count, 'image')} of ${data.source}, damaged in nine ways at five strengths each.</p>
<div class="headline"><p class="figure"><span class="big">${percent(mean?.accuracy)}</span> <span class="of">mean accuracy under damage<br>${percent(clean?.value)} on the clean images</span></p></div>
</header>
`,
      sections: [
        { id: 'robustness', title: 'Robustness', body: robustnessSection(robustness) },
        {
          id: 'settings',
          title: 'Settings',
          body: section('settings', 'Settings', null, [
            again(command),
            facts([
              ['weights (SHA-256)', html`<code>${hash}</code>`],
              ['data (SHA-256)', html`<code>${data.fingerprint}</code>`],
            ]),
          ]),
        },
      ],
      json: robustness,
    },
    loadAssets('robustness'),
  );
}

/**
 * One image, clean and under every corruption at every strength, for the page's table.
 * @param row of `pixels`
 * @param damage makes a [48, 48] damaged copy of the row
 */
export async function gatherDamaged(
  pixels: Uint8Array,
  row: number,
  corruptions: readonly Corruption[],
  damage: (corruption: Corruption, strength: number) => Promise<Uint8Array>,
): Promise<ReportFaces> {
  const images = [pixels.subarray(row * PIXELS, (row + 1) * PIXELS)];
  for (const corruption of corruptions) {
    for (const strength of corruption.strengths) images.push(await damage(corruption, strength));
  }
  return gatherImages(images);
}
