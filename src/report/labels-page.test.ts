/** The page of label suggestions: whole, escaped, every number of its charts in a table, parts missing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { synthesise } from '../data/synth.js';
import { findLabelIssues } from '../evaluate/label-issues.js';
import { judgeLabel, referee } from '../evaluate/referee.js';
import { loadAssets } from './assets-node.js';
import { agreementRows } from './client/labels.js';
import { gatherLabels, type LabelsGathering } from './gather-labels.js';
import { renderLabels } from './labels-page.js';
import type { LabelsReport } from './labels-types.js';

const dataset = { ...synthesise({ count: 140, seed: 2 }), source: 'a<b.csv' };
const rows = Uint32Array.from(dataset.labels.keys()).filter((row) => row % 5 !== 0);
const labels = Uint8Array.from(rows, (row) => dataset.labels[row]);
/** Three of four images seem to be what their label says, the others of the next class. */
const seems = labels.map((label, i) => (i % 4 === 0 ? (label + 1) % 7 : label));
const probabilities = Float32Array.from({ length: rows.length * 7 }, (_, i) =>
  i % 7 === seems[Math.floor(i / 7)] ? 0.7 : 0.05,
);
const rate = { value: 0.75, low: 0.7, high: 0.8 };
const found = findLabelIssues(probabilities, labels, 7);
const verdicts = Uint16Array.from(labels, (label, i) => 1 << (i % 8 === 0 ? (label + 1) % 7 : label));
const gathering: LabelsGathering = {
  ...{ dataset, rows, found, split: 'Training', createdBy: 'vultus 0.1.0', command: 'vultus labels' },
  network: { model: 'tiny', epochs: 2, seed: 1 },
  answers: {
    ...{ probabilities, foldOf: new Uint8Array(rows.length), accuracy: rate },
    folds: [{ directory: 'labels/fold-1', hash: 'abc', count: rows.length, accuracy: rate }],
  },
  voters: {
    source: 'votes.csv',
    result: referee(found.issues, verdicts, labels, seems, [10]),
    votesOf: (row) => `votes of ${row}`,
    judge: ({ index, label, suggested }) => judgeLabel(verdicts[index], label, suggested),
  },
};

/** The page without its data and scripts. */
const markupOf = (report: LabelsReport): string => renderLabels(report).split('<script', 1)[0];

test('what was found, who was asked, and each face', async () => {
  assert.equal(found.issues.length, 28);
  const report = await gatherLabels(gathering);
  assert.equal(report.faces?.rows.length, 28);
  assert.deepEqual(report.shown[0].row, rows[found.issues[0].index]);
  const page = markupOf(report);
  assert.match(page, /a&lt;b\.csv/);
  assert.equal([...page.matchAll(/<span class="slot" data-row="(\d+)"/g)].length, 28);
  assert.match(page, /<summary>4 more<\/summary>/);
  assert.ok(page.includes(`votes of ${report.shown[0].row}`));
  assert.match(page, /first 10</);
  for (const part of ['chart-precision', 'chart-pairs', 'The curve as a table', 'The matrix as a table']) {
    assert.ok(page.includes(part), part);
  }
  assert.equal(renderLabels(report), renderLabels(report), 'the same data give the same bytes');
});

test('the charts’ rows hold every number', async () => {
  const report = await gatherLabels(gathering);
  const images = report.calibrated.flat().reduce((sum, count) => sum + count, 0);
  assert.equal(images, rows.length);
  const agreement = agreementRows(report.referee ?? assert.fail());
  assert.equal(agreement.length, 2 * (report.referee?.curve.length ?? 0));
  assert.deepEqual(agreement.at(-1), { count: 28, measure: 'confirmed', share: 0.5 });
});

test('without voters and without suggestions', async () => {
  const { voters: _voters, ...alone } = gathering;
  const nobody = markupOf(await gatherLabels(alone));
  assert.match(nobody, /Nobody judged these suggestions/);
  assert.doesNotMatch(nobody, /chart-precision/);
  const none = markupOf(await gatherLabels({ ...alone, found: { ...found, issues: [] } }));
  assert.match(none, /No label seems to be wrong/);
});

test('the page’s script declares each name once and imports nothing', () => {
  const { client } = loadAssets('labels');
  const names = [...client.matchAll(/^(?:async )?(?:function|const|let|class) (\w+)/gm)].map(
    ([, name]) => name,
  );
  assert.ok(names.includes('drawPairs') && names.includes('faceSource'));
  assert.equal(new Set(names).size, names.length);
  assert.doesNotMatch(client, /^\s*(import|export)\b/m);
});
