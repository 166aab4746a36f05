/** The page about a data set: it stands alone, shows what was found, and nothing a user named can break out of it. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Script } from 'node:vm';
import { classFaces, dataFindings, overviewDataset } from '../../data/overview/index.js';
import { synthesise } from '../../data/synth.js';
import type { Dataset } from '../../data/types.js';
import { gatherDataPage } from './gather.js';
import { renderDataPage } from './page.js';

async function pageOf(dataset: Dataset): Promise<string> {
  const overview = await overviewDataset(dataset);
  const page = await gatherDataPage({
    ...{ dataset, overview, findings: dataFindings(overview), classFaces: classFaces(dataset) },
    ...{ createdBy: 'vultus 0.1.0', command: 'vultus data faces.csv --report data.html' },
  });
  return renderDataPage(page);
}

/** Faces of which some are copies, with votes: every section has something to show. */
function mixed(): Dataset {
  const drawn = synthesise({ count: 84, seed: 6 });
  const pixels = drawn.pixels.slice();
  pixels.copyWithin(40 * 2304, 0, 2304); // row 40 repeats row 0
  pixels.fill(3, 41 * 2304, 42 * 2304); // row 41 is of one gray
  const counts = Uint8Array.from({ length: 840 }, (_, i) => (i % 10 === 0 ? 7 : i % 10 === 1 ? 3 : 0));
  const splits = drawn.splits.slice();
  splits[40] = 1 - splits[0];
  return { ...drawn, pixels, splits, source: 'a </script><b>.csv', votes: { counts, labels: drawn.labels } };
}

describe('renderDataPage', () => {
  let page = '';
  let markup = '';
  before(async () => {
    page = await pageOf(mixed());
    markup = page.replace(/<script[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>/g, '');
  });

  it('fetches nothing and lets no name break out', () => {
    const addresses = [...markup.matchAll(/\s(?:src|href|action|poster|srcset)\s*=\s*"([^"]*)"/g)];
    assert.ok(addresses.length > 10);
    for (const [, address] of addresses) assert.match(address, /^(#|data:image\/png;base64,)/);
    assert.ok(!page.includes('<b>.csv'));
    assert.ok(markup.includes('&lt;b&gt;.csv'));
  });

  it('has every section, reachable from the navigation and from the findings', () => {
    const nav = /<nav[\s\S]*?<\/nav>/.exec(markup)?.[0] ?? '';
    const targets = [...nav.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    assert.deepEqual(targets, ['top', 'classes', 'light', 'copies', 'unlike', 'votes', 'source']);
    const header = /<header[\s\S]*?<\/header>/.exec(markup)?.[0] ?? '';
    const linked = [...header.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    assert.ok(linked.length >= 3);
    for (const id of [...targets, ...linked]) assert.ok(markup.includes(`id="${id}"`), id);
  });

  it('scripts parse, every chart has a place, and every face that is shown is embedded once', () => {
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text);
    assert.equal(scripts.length, 3);
    for (const script of scripts) assert.doesNotThrow(() => new Script(script));
    for (const [, id] of markup.matchAll(/id="chart-([a-z]+)/g)) assert.match(scripts[2], new RegExp(id));
    const json = /<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
    const { faces } = JSON.parse(json);
    assert.equal(new Set(faces.rows).size, faces.rows.length);
    const shown = [...markup.matchAll(/data-row="(\d+)"/g)].map(([, row]) => Number(row));
    assert.ok(shown.length > 84);
    for (const row of shown) assert.ok(faces.rows.includes(row), `row ${row}`);
  });

  it('says what was found, with labels and splits under the pictures', () => {
    assert.match(markup, /1 image shows one gray throughout\./);
    assert.match(markup, /in PublicTest \([\d.]+ %\) is also in Training\./);
    assert.match(markup, /<small>Training \/ PublicTest<\/small>\s*<small>the same pixels<\/small>/);
    assert.match(markup, /84 of 84 rows have votes/);
  });

  it('gives the same bytes for the same data, and a page for one image', async () => {
    assert.equal(await pageOf(mixed()), page);
    const alone = await pageOf(synthesise({ count: 1, seed: 1 }));
    assert.match(alone, /1 gray image of 48×48 pixels in 1 class/);
    assert.doesNotMatch(alone.replace(/<script[\s\S]*?<\/script>/g, ''), /NaN|undefined/);
    assert.ok(!alone.includes('id="votes"'));
    const blank = await pageOf({ ...synthesise({ count: 2, seed: 1 }), pixels: new Uint8Array(2 * 2304) });
    assert.doesNotMatch(blank.replace(/<script[\s\S]*?<\/script>/g, ''), /NaN|undefined/);
  });
});
