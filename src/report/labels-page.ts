/** The page of `vultus labels`: what was found, what independent voters say to it, and the faces. */
import { loadAssets } from './assets-node.js';
import { integer, interval, percent } from './format.js';
import { renderFrame } from './frame.js';
import { issuesSection, methodSection, pairsSection, refereeSection } from './labels-sections.js';
import type { LabelsReport } from './labels-types.js';
import { html, type Markup } from './markup.js';
import { maker } from './parts.js';

/**
 * The whole page as a string. The same data give the same bytes.
 * @throws ModelError when a chart library is not installed as expected
 * @example
 * writeFileSync('labels/labels.html', renderLabels(report));
 */
export function renderLabels(report: LabelsReport): string {
  const { source, createdBy, classes, calibrated, referee, faces } = report;
  const sections = [
    ...(referee ? [{ id: 'referee', title: 'Voters', body: refereeSection(referee) }] : []),
    { id: 'issues', title: 'Suggestions', body: issuesSection(report) },
    { id: 'pairs', title: 'Classes', body: pairsSection(report) },
    { id: 'method', title: 'Method', body: methodSection(report) },
  ];
  return renderFrame(
    {
      name: 'Labels',
      kind: 'Vultus labels',
      description: `Labels of ${source} that are likely to be wrong`,
      createdBy,
      header: header(report),
      sections,
      json: { classes, calibrated, referee, faces },
    },
    loadAssets('labels'),
  );
}

function header(report: LabelsReport): Markup {
  const { createdBy, createdAt, source, split, images, issues, network, folds, accuracy } = report;
  return html`<header id="top">
${maker(createdBy, createdAt)}
<h1>Labels</h1>
<p class="what">Which labels of ${source} (${split}) are likely to be wrong, the worst first, and what the faces seem to be</p>
<div class="headline">
<p class="figure"><span class="big">${integer(issues)}</span> <span class="of">of ${integer(images)} labels<br>are doubted: ${percent(images === 0 ? null : issues / images)}</span></p>
${verdict(report)}
</div>
<dl class="strip">
<div><dt>network</dt><dd>${network.model}, ${integer(network.epochs)} ${network.epochs === 1 ? 'epoch' : 'epochs'}</dd></div>
<div><dt>folds</dt><dd>${integer(folds.length)}</dd></div>
<div><dt>accuracy on images not trained on</dt><dd>${percent(accuracy.value)} <small>${interval(accuracy)}</small></dd></div>
</dl>
</header>
`;
}

function verdict({ referee }: LabelsReport): Markup {
  const first = referee?.first[0];
  if (!referee || !first) {
    return html`<p class="role">Nobody judged these suggestions: look at the faces before you change or drop a label.</p>`;
  }
  return html`<p class="role">Independent voters call ${percent(first.wrong.value)} <small>${interval(first.wrong)}</small> of the first ${integer(first.count)} wrong; of all labels they call ${percent(referee.random.wrong.value)} wrong.</p>`;
}
