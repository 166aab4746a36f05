/** The pages of `compare` and `lr-find`: they stand alone, say what they found, and nothing named can break out. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Script } from 'node:vm';
import { comparePaired } from '../evaluate/paired.js';
import { loadAssets, type PageKind } from './assets-node.js';
import { differenceRows, runRows, runText } from './client/runs.js';
import { renderComparison } from './compare.js';
import type { CompareData } from './compare-types.js';
import { sampleReport } from './sample-data.js';

const right = (hits: number) => Uint8Array.from({ length: 40 }, (_, i) => Number(i < hits));

function sampleComparison(names: readonly string[], hits: readonly number[]): CompareData {
  const { epochs } = sampleReport(3).training!;
  return {
    createdBy: 'vultus 0.1.0',
    command: 'vultus compare a b',
    runs: names.map((name, i) => ({
      ...{ name, directory: `runs/${name}`, trainSplit: 'Training', seconds: 12, hash: 'ab' },
      epochs: i === 0 ? epochs : epochs.map(({ validation: _validation, ...epoch }) => epoch),
    })),
    settings: [{ setting: 'seed', values: names.map((_, i) => String(i)) }],
    paired: {
      ...{ source: 'fer2013.csv', split: 'PublicTest', honesty: names.map(() => 'Seen by none.') },
      comparison: comparePaired(hits.map(right)),
    },
  };
}

describe('the page of a comparison', () => {
  it('says which run is better, and when none is', () => {
    const better = renderComparison(sampleComparison(['first', 'second'], [10, 30]));
    assert.match(better, /<b>second<\/b> is right more often than <b>first<\/b> \(p &lt; 0\.0001\)/);
    assert.match(better, /<td class="number">\+50\.00<\/td>/);
    const equal = renderComparison(sampleComparison(['first', 'second'], [20, 20]));
    assert.match(equal, /No difference between them is larger than chance explains \(p 1\.00\)/);
  });

  it('tells corrected p-values when there are several pairs', () => {
    const page = renderComparison(sampleComparison(['a', 'b', 'c'], [10, 20, 30]));
    assert.match(page, /<h1>a, b and c<\/h1>/);
    assert.match(page, /p, corrected/);
    assert.match(page, /smallest|right more often/);
    assert.equal(page.match(/<tr><th scope="row" class="text">[abc]\n[abc]<\/th>/g)?.length, 3);
  });

  it('gives the same bytes for the same data, each chart a place and each id once', () => {
    const data = sampleComparison(['a', 'b'], [10, 20]);
    const page = renderComparison(data);
    assert.equal(renderComparison(data), page);
    const markup = page.replace(/<script[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>/g, '');
    const ids = [...markup.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    assert.equal(new Set(ids).size, ids.length);
    const { client } = loadAssets('compare');
    const places = ids.filter((id) => id.startsWith('chart-'));
    assert.deepEqual(places, ['chart-scores', 'chart-differences', 'chart-accuracy', 'chart-loss']);
    for (const place of places) assert.ok(client.includes(place), place);
    assert.doesNotMatch(markup, /NaN|undefined|Infinity/);
  });

  it('says why there are no scores, and shows runs without epochs', () => {
    const { paired: _paired, ...data } = sampleComparison(['a', 'b'], [1, 2]);
    const runs = data.runs.map((run) => ({ ...run, epochs: [] }));
    const page = renderComparison({ ...data, runs, settings: [], missing: 'The data have moved.' });
    assert.match(page, /The data have moved\./);
    assert.match(page, /No epoch was logged/);
    assert.match(page, /the same settings, data and version/);
  });

  it('shows hostile names as text', () => {
    const evil = `</script><script>alert(1)</script><!--"'&<img src=x onerror=alert(1)>`;
    const data = sampleComparison([evil, 'b'], [10, 30]);
    const page = renderComparison({
      ...data,
      command: evil,
      settings: [{ setting: evil, values: [evil, evil] }],
    });
    assert.equal(page.match(/<script/g)?.length, 4);
    assert.doesNotMatch(page, /<!--|<img src=x/);
  });
});

describe('the rows of its charts', () => {
  const data = sampleComparison(['a', 'b'], [10, 30]);
  it('one a run, epoch and split', () => {
    const rows = runRows(data.runs, 'loss');
    assert.equal(rows.length, 3 * 2 + 3);
    assert.match(runText(rows, rows[0], 'loss'), /^a, epoch 1\ntraining: 1\.8500\nvalidation: /);
    assert.equal(runText(rows, rows.at(-1)!, 'loss').split('\n').length, 2);
  });
  it('one a pair, in percentage points', () => {
    const [row] = differenceRows({ ...data, paired: data.paired! });
    assert.deepEqual([row.pair, row.value], ['b − a', 50]);
    assert.ok(row.low < 50 && row.high > 50);
  });
});

describe('every page script', () => {
  for (const kind of ['run', 'compare', 'lr-find'] satisfies PageKind[]) {
    it(`of ${kind} parses, declares each name once and imports nothing`, () => {
      const { client } = loadAssets(kind);
      assert.doesNotThrow(() => new Script(client));
      const names = [...client.matchAll(/^(?:async )?(?:function|const|let|class) (\w+)/gm)].map(
        ([, name]) => name,
      );
      assert.equal(new Set(names).size, names.length);
      assert.doesNotMatch(client, /^\s*(import|export)\b/m);
    });
  }
});
