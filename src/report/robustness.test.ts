/** The page of damaged images and the sections it shares with a run's report. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Script } from 'node:vm';
import { CORRUPTIONS } from '../evaluate/corruptions.js';
import { summariseRobustness } from '../evaluate/robustness.js';
import { sliceReport } from '../evaluate/slices.js';
import { PIXELS } from '../util/classes.js';
import { robustnessPoints } from './client/robustness.js';
import { slicePoints } from './client/slices.js';
import { renderReport } from './report.js';
import { gatherDamaged, renderRobustness } from './robustness.js';
import { sampleReport } from './sample-data.js';
import type { ReportRobustness, ReportSlices } from './types.js';

const cells = CORRUPTIONS.flatMap(({ name, strengths }) =>
  strengths.map((strength, i) => ({ corruption: name, strength, right: 60 - 10 * i })),
);
const summary = summariseRobustness({ count: 100, seed: 1, clean: 62, cells });
const robustness: ReportRobustness = { split: 'Pub<lic>', role: 'unseen', seed: 1, summary };
const page = {
  ...{
    name: 'classic',
    model: 'classic',
    createdBy: 'vultus 0.1.0',
    hash: 'ab12',
    command: 'vultus robustness r',
  },
  data: { source: '<img src=x>', fingerprint: 'cd34' },
};

/** The page without scripts and styles. */
const markupOf = (text: string): string =>
  text.replace(/<script[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>/g, '');

describe('the robustness page', () => {
  it('holds every number, the strengths and their units, and escapes names', () => {
    const markup = markupOf(renderRobustness({ ...page, robustness }));
    for (const { name, measure, strengths } of CORRUPTIONS) {
      assert.ok(markup.includes(measure), name);
      for (const strength of strengths)
        assert.ok(markup.includes(`<small>${strength}</small>`), `${name} ${strength}`);
    }
    assert.equal(markup.match(/<b>60\.0\u202f%<\/b>/g)?.length, 9);
    assert.ok(markup.includes('Pub&lt;lic&gt;') && markup.includes('&lt;img src=x&gt;'));
    assert.doesNotMatch(markup, /<img src=x|Pub<lic>/);
    assert.ok(markup.includes('id="chart-robustness"'));
  });
  it('has scripts that parse, and gives the same bytes again', () => {
    const text = renderRobustness({ ...page, robustness });
    for (const [, code] of text.matchAll(/<script>([\s\S]*?)<\/script>/g)) new Script(code);
    assert.equal(renderRobustness({ ...page, robustness }), text);
  });
  it('shows one face under every damage, each in its own place', async () => {
    const pixels = new Uint8Array(2 * PIXELS).fill(9);
    const asked: string[] = [];
    const faces = await gatherDamaged(pixels, 1, CORRUPTIONS, async ({ name }, strength) => {
      asked.push(`${name} ${strength}`);
      return new Uint8Array(PIXELS);
    });
    assert.equal(faces.rows.length, 46);
    const markup = markupOf(renderRobustness({ ...page, robustness: { ...robustness, faces } }));
    const places = [...markup.matchAll(/data-row="(\d+)"[^>]*aria-label="the example with ([^"]+)"/g)];
    assert.deepEqual(
      places.map(([, , name]) => name),
      asked,
    );
    assert.deepEqual(
      places.map(([, face]) => Number(face)),
      faces.rows.slice(1),
    );
  });
  it('an unfinished measurement has dashes for what is missing', () => {
    const part = summariseRobustness({ count: 100, seed: 1, cells: cells.slice(0, 3) });
    const markup = markupOf(renderRobustness({ ...page, robustness: { ...robustness, summary: part } }));
    assert.match(markup, /accuracy, clean<\/dt><dd>not measured/);
    assert.equal(robustnessPoints(part).length, 3);
  });
  it('draws the clean images and each measured cell', () => {
    const points = robustnessPoints(summary);
    assert.equal(points.length, 9 * 6);
    assert.deepEqual([points[0].level, points[0].value, points[5].level, points[5].value], [0, 0.62, 5, 0.2]);
    assert.match(points[5].title, /^blur, strength 5\nσ of the Gaussian, pixels: 3\n20\.0 %/);
  });
});

describe('a run’s report', () => {
  const right = Uint8Array.from({ length: 120 }, (_, i) => Number(i % 3 > 0));
  const values = Array.from(right, (_, i) => (i < 100 ? '<b>' : 'rare'));
  const report = sliceReport(right, right, [
    { name: 'a<x>', values },
    { name: 'file', values: Array.from(right, (_, i) => `f${i}`) },
  ]);
  const slices: ReportSlices = { split: 'PublicTest', role: 'mixed', sentence: 'Copies.', report };

  it('has the sections when there is something to show, and not otherwise', () => {
    const bare = markupOf(renderReport(sampleReport()));
    assert.doesNotMatch(bare, /id="robustness"|id="slices"|href="#slices"/);
    const full = markupOf(renderReport({ ...sampleReport(), robustness, slices }));
    for (const id of ['robustness', 'slices']) {
      assert.ok(full.includes(`href="#${id}"`) && full.includes(`<section id="${id}"`), id);
    }
  });
  it('says of each slice how many images, how accurate, and what it tells', () => {
    const markup = markupOf(renderReport({ ...sampleReport(), slices }));
    assert.ok(markup.includes('id="chart-slices-0"'));
    assert.ok(markup.includes('&lt;b&gt;') && markup.includes('a&lt;x&gt;'));
    assert.ok(markup.includes('too small to tell'));
    assert.ok(markup.includes('Left out: file (more than 50 different texts).'));
    assert.ok(markup.includes('Copies.'));
    assert.deepEqual(
      slicePoints(report.attributes[0]).map(({ value, small }) => [value, small]),
      [
        ['<b>', true],
        ['rare', true],
      ],
    );
  });
});
