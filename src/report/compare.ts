/** The page of `vultus compare`: runs side by side, and whether the difference between them is more than chance. */
import type { PairedTest } from '../evaluate/paired.js';
import { formatPoints, formatPValue } from '../util/format.js';
import { loadAssets } from './assets-node.js';
import type { CompareData, ComparedAnswers, ComparedRun } from './compare-types.js';
import { duration, integer, interval, percent } from './format.js';
import { renderFrame } from './frame.js';
import { type Content, html, type Markup } from './markup.js';
import { again, chart, facts, folded, maker, section, table } from './parts.js';

/** `a, b and c` */
const listed = new Intl.ListFormat('en-GB');

/**
 * The whole page as a string. The same data give the same bytes.
 * @example
 * writeFileSync('compare.html', renderComparison(data));
 */
export function renderComparison(data: CompareData): string {
  const names = data.runs.map(({ name }) => name);
  const sections = [
    { id: 'scores', title: 'Scores', body: scoresSection(data) },
    { id: 'curves', title: 'Curves', body: curvesSection(data) },
    { id: 'settings', title: 'Settings', body: settingsSection(data) },
  ];
  return renderFrame(
    {
      name: 'Runs compared',
      kind: 'Vultus',
      description: `${listed.format(names)}: curves, settings and scores side by side.`,
      createdBy: data.createdBy,
      header: header(data, names),
      sections,
      json: { runs: data.runs, paired: data.paired },
    },
    loadAssets('compare'),
  );
}

function header({ createdBy, createdAt, paired, missing, runs }: CompareData, names: string[]): Markup {
  return html`<header id="top">${maker(createdBy, createdAt)}<h1>${listed.format(names)}</h1>
<p class="what">${integer(runs.length)} runs${paired && html` on the same ${integer(paired.comparison.count)} images (${paired.split} of ${paired.source})`}.</p>
${paired ? html`<p class="what">${verdict(paired, names)}</p>` : html`<p class="unmeasured">${missing}</p>`}
</header>
`;
}

/** The result in a sentence: what the most telling pair says. */
function verdict({ comparison }: ComparedAnswers, names: readonly string[]): Content {
  const [best] = [...comparison.pairs].sort((a, b) => a.adjusted - b.adjusted || a.p - b.p);
  if (best.adjusted >= 0.05) {
    const which = comparison.pairs.length > 1 ? 'smallest p' : 'p';
    return `No difference between them is larger than chance explains (${which} ${formatPValue(best.adjusted)}).`;
  }
  const told = comparison.pairs.filter(({ adjusted }) => adjusted < 0.05);
  return html`${told.map((pair) => {
    const [better, worse] = pair.difference.value > 0 ? [pair.second, pair.first] : [pair.first, pair.second];
    return html`<b>${names[better]}</b> is right more often than <b>${names[worse]}</b> (p ${formatPValue(pair.adjusted)}). `;
  })}`;
}

function scoresSection({ paired, missing, runs }: CompareData): Markup {
  if (!paired) return section('scores', 'Scores', null, html`<p class="empty">${missing}</p>`);
  const { comparison, split, honesty } = paired;
  const several = comparison.pairs.length > 1;
  const lead = html`<p>All networks answered the same images, so only those count that one gets right and the other wrong: McNemar's test asks whether a coin could have dealt them out (exact, two-sided${several && "; with Holm's correction for the number of pairs"}). Intervals hold the true value 95 times in 100.</p>`;
  return section('scores', 'Scores', lead, [
    html`<div class="pair">${chart('scores', 'Accuracy', `on ${split}, with its 95 % interval`)}${chart('differences', 'Difference', 'the second less the first, with its 95 % interval')}</div>`,
    scoreTable(paired, runs),
    html`<h3>Every pair</h3>`,
    pairTable(comparison.pairs, runs, several),
    html`<p class="note">The interval of a difference is Newcombe's for paired shares (1998, method 10). What it leaves out: with other seeds the same settings give other networks, so one run of each tells of these networks, not of their settings.</p>`,
    worth(honesty, runs).map((sentence) => html`<p class="note">${sentence}</p>`),
  ]);
}

/** What the scores are worth: once when it is the same for all, else a sentence a run. */
function worth(honesty: readonly string[], runs: readonly ComparedRun[]): string[] {
  if (new Set(honesty).size === 1) return [honesty[0]];
  return honesty.map((sentence, i) => `${runs[i].name}: ${sentence}`);
}

function scoreTable({ comparison }: ComparedAnswers, runs: readonly ComparedRun[]): Markup {
  return table(
    'Scores of the runs',
    [
      { head: 'run' },
      { head: 'accuracy', number: true },
      { head: '95 % interval (Wilson)', number: true },
      { head: 'epochs', number: true },
      { head: 'time', number: true },
    ],
    runs.map((run, i): Content[] => [
      run.name,
      percent(comparison.accuracies[i].value, 2),
      interval(comparison.accuracies[i]),
      integer(run.epochs.length),
      run.seconds === null ? '–' : duration(run.seconds),
    ]),
  );
}

function pairTable(pairs: readonly PairedTest[], runs: readonly ComparedRun[], several: boolean): Markup {
  return table(
    'Every pair of runs',
    [
      { head: 'first and second' },
      { head: 'only first right', number: true },
      { head: 'only second', number: true },
      { head: 'both', number: true },
      { head: 'neither', number: true },
      { head: 'points', number: true },
      { head: '95 % interval', number: true },
      { head: 'p', number: true },
      ...(several ? [{ head: 'p, corrected', number: true }] : []),
    ],
    pairs.map(({ first, second, counts, difference, p, adjusted }): Content[] => [
      `${runs[first].name}\n${runs[second].name}`,
      integer(counts.onlyFirst),
      integer(counts.onlySecond),
      integer(counts.both),
      integer(counts.neither),
      formatPoints(difference.value),
      `${formatPoints(difference.low)} to ${formatPoints(difference.high)}`,
      formatPValue(p),
      ...(several ? [formatPValue(adjusted)] : []),
    ]),
  );
}

function curvesSection({ runs }: CompareData): Markup {
  if (runs.every(({ epochs }) => epochs.length === 0)) {
    return section(
      'curves',
      'Curves',
      null,
      html`<p class="empty">No epoch was logged in any of the runs.</p>`,
    );
  }
  const validated = runs.some(({ epochs }) => epochs.some(({ validation }) => validation));
  const lead = html`<p>${validated ? 'Solid lines are measured on validation images after each epoch, dashed ones are means over its training batches.' : 'Means over the batches of each epoch; none of the runs kept images to validate on.'}</p>`;
  return section('curves', 'Curves', lead, [
    chart('accuracy', 'Accuracy', 'by epoch'),
    chart('loss', 'Loss', 'by epoch'),
    folded('The curves as a table', curveTable(runs)),
  ]);
}

function curveTable(runs: readonly ComparedRun[]): Markup {
  const last = Math.max(...runs.map(({ epochs }) => epochs.length));
  const measures = ['training accuracy', 'training loss', 'validation accuracy', 'validation loss'];
  return table(
    'Accuracy and loss of every run by epoch',
    [
      { head: 'epoch', number: true },
      ...runs.flatMap(({ name }) =>
        measures.map((measure) => ({ head: `${name}: ${measure}`, number: true })),
      ),
    ],
    Array.from({ length: last }, (_, i) => [
      i + 1,
      ...runs.flatMap(({ epochs }): Content[] => [
        percent(epochs[i]?.train.accuracy, 2),
        epochs[i]?.train.loss.toFixed(4) ?? '–',
        percent(epochs[i]?.validation?.accuracy, 2),
        epochs[i]?.validation?.loss.toFixed(4) ?? '–',
      ]),
    ]),
  );
}

function settingsSection({ settings, runs, command }: CompareData): Markup {
  const lead = html`<p>Only what is not the same in all runs.</p>`;
  const body =
    settings.length === 0
      ? html`<p class="empty">The runs have the same settings, data and version: their weights are the same too.</p>`
      : table(
          'Settings that differ',
          [{ head: 'setting' }, ...runs.map(({ name }) => ({ head: name }))],
          settings.map(({ setting, values }) => [html`<code>${setting}</code>`, ...values]),
        );
  return section('settings', 'Settings', lead, [
    body,
    facts(runs.map(({ name, hash }) => [`weights of ${name} (SHA-256)`, html`<code>${hash}</code>`])),
    again(command),
  ]);
}
