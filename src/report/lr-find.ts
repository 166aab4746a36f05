/** The page of `vultus lr-find`: loss over learning rate, and which rates it speaks for. */
import type { RangeTest } from '../train/lr-find.js';
import { loadAssets } from './assets-node.js';
import { integer, short } from './format.js';
import { renderFrame } from './frame.js';
import { html, type Markup } from './markup.js';
import { again, chart, facts, folded, maker, section, table } from './parts.js';

export interface RangeTestData {
  /** Program and version. */
  readonly createdBy: string;
  /** The network's name. */
  readonly model: string;
  /** The data set, as the user named it. */
  readonly source: string;
  /** `adam, batch 64, seed 1` */
  readonly settings: string;
  readonly test: RangeTest;
  /** Command line that does the same again. */
  readonly command: string;
}

/** The whole page as a string. The same data give the same bytes. */
export function renderRangeTest(data: RangeTestData): string {
  const { createdBy, model, source, settings, test } = data;
  return renderFrame(
    {
      name: 'Learning rate',
      kind: `Vultus, ${model}`,
      description: `Learning-rate range test of ${model} on ${source}.`,
      createdBy,
      header: html`<header id="top">${maker(createdBy)}<h1>Learning rate for ${model}</h1>
<p class="what">Range test on ${source}, ${settings}: ${integer(test.points.length)} steps, each at a slightly larger rate than the one before.</p>
</header>
`,
      sections: [
        { id: 'test', title: 'Test', body: testSection(data) },
        { id: 'method', title: 'Method', body: methodSection(data) },
      ],
      json: test,
    },
    loadAssets('lr-find'),
  );
}

function testSection({ test }: RangeTestData): Markup {
  const { suggestion, diverged, points } = test;
  const end = short(points[points.length - 1].learningRate);
  const lead = html`<p>${diverged ? `The loss blew up at ${end}, and the test ended there.` : `The loss did not blow up before the last rate, ${end}.`}</p>`;
  return section('test', 'Test', lead, [
    facts([
      ['steepest fall of the loss', html`<b>${short(suggestion.steepest)}</b>`],
      ['a tenth of the minimum', html`<b>${short(suggestion.tenthOfMinimum)}</b>`],
      ['smallest loss at', short(suggestion.minimum)],
    ]),
    chart('range', 'Loss', 'by learning rate'),
    folded(
      'The steps as a table',
      table(
        'Steps',
        ['step', 'learning rate', 'loss', 'smoothed loss'].map((head) => ({ head, number: true })),
        points.map(({ learningRate, loss, smoothed }, i) => [
          i + 1,
          short(learningRate),
          loss.toFixed(4),
          smoothed.toFixed(4),
        ]),
      ),
    ),
  ]);
}

function methodSection({ command }: RangeTestData): Markup {
  return section('method', 'Method', null, [
    html`<p class="note">The network starts from its first weights and is trained while the rate grows by the same factor at every step (Smith 2017, “Cyclical learning rates for training neural networks”). The line is the exponential average of the batches' losses (0.95 of it stays at each step, bias corrected); the test ends when it reaches four times its smallest value.</p>`,
    html`<p class="note">Two rules for a rate to start from: where the averaged loss falls most steeply, before its minimum; or a tenth of the rate at the minimum. With a schedule that warms up or decays, take it as the largest rate. Batch size, optimiser and augmentation change the answer.</p>`,
    again(command),
  ]);
}
