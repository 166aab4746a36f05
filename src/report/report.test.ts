/** The page as a whole: it stands alone, holds what it promises, and nothing a user named can break out of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Script } from 'node:vm';
import { comparePaired } from '../evaluate/index.js';
import { DataError, ModelError } from '../util/errors.js';
import { loadAssets } from './assets-node.js';
import { renderReport } from './report.js';
import { sampleReport } from './sample-data.js';
import type { ReportData } from './types.js';

/** Text of every script element of one kind. */
function scripts(page: string, kind: 'code' | 'json'): string[] {
  const opening =
    kind === 'code'
      ? /<script>([\s\S]*?)<\/script>/g
      : /<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/g;
  return [...page.matchAll(opening)].map((match) => match[1]);
}

/** The page without scripts and styles. */
function markupOf(page: string): string {
  return page.replace(/<script[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>/g, '');
}

describe('renderReport', () => {
  const page = renderReport(sampleReport());
  const markup = markupOf(page);

  it('fetches nothing: every address is a fragment or carries its own data', () => {
    const addresses = [...markup.matchAll(/\s(?:src|href|action|poster|srcset)\s*=\s*"([^"]*)"/g)].map(
      (m) => m[1],
    );
    assert.ok(addresses.length > 10);
    for (const address of addresses) assert.match(address, /^(#|data:image\/png;base64,)/);
    assert.doesNotMatch(markup, /<link|<iframe|<base|<object|<embed/);
    assert.match(markup, /http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;/);
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    assert.ok(style.length > 1000);
    assert.doesNotMatch(style, /@import|url\(|@font-face/);
  });

  it('stays under 1 MB without pictures', () => {
    const { samples: _samples, ...bare } = sampleReport();
    assert.ok(Buffer.byteLength(renderReport(bare)) < 1e6);
  });

  it('gives the same bytes for the same data', () => {
    assert.equal(renderReport(sampleReport()), page);
  });

  it('says what network, what data, how many images, how well and on which split', () => {
    const header = /<header[\s\S]*?<\/header>/.exec(markup)?.[0].replace(/<[^>]+>/g, '') ?? '';
    for (const text of ['classic', '40 epochs', 'fer2013.csv.gz', '32,298 images', '63.0\u202f%']) {
      assert.ok(header.includes(text), text);
    }
    assert.match(header, /interval 61\.4–64\.6/);
    assert.match(header, /PublicTest, 3,589 images/);
    assert.match(header, /not unseen.*The epoch was chosen on PublicTest/);
    assert.match(header, /always “happy”: 24\.9/);
  });

  it('prefers an unseen split for the headline and can say more about a role', () => {
    const [first] = sampleReport().evaluations;
    const evaluations: ReportData['evaluations'] = [
      { ...first, sentence: 'PublicTest steered the learning rate.' },
      { ...first, split: 'PrivateTest', role: 'unseen' },
    ];
    const both = renderReport({ ...sampleReport(), evaluations });
    assert.match(/<header[\s\S]*?<\/header>/.exec(both)?.[0] ?? '', /PrivateTest, 3,589 images/);
    assert.ok(both.includes('PublicTest steered the learning rate.'));
  });

  it('says what several views of each image are worth, where they were looked at', () => {
    const [first] = sampleReport().evaluations;
    const right = (some: number) => Uint8Array.from({ length: 100 }, (_, i) => Number(i < some));
    const comparison = comparePaired([right(60), right(70)]);
    const evaluations = [{ ...first, views: { set: 'ten' as const, comparison } }];
    const viewed = renderReport({ ...sampleReport(), evaluations }).replaceAll(/<[^>]+>/g, ' ');
    assert.match(viewed, /accuracy by ten views\s+70\.0\u202f%/);
    assert.match(viewed, /ten views is worth \+10\.00 points \(/);
    assert.doesNotMatch(page, /by ten views/);
  });

  it('has every section, reachable from the navigation, and every chart a place', () => {
    const targets = [...markup.matchAll(/<nav[\s\S]*?<\/nav>/g)].flatMap((nav) =>
      [...nav[0].matchAll(/href="#([^"]+)"/g)].map((m) => m[1]),
    );
    assert.deepEqual(targets, [
      'top',
      'data',
      'network',
      'training',
      'result',
      'trust',
      'errors',
      'settings',
    ]);
    for (const id of targets) assert.ok(markup.includes(`id="${id}"`), id);
    const client = scripts(page, 'code').at(-1) ?? '';
    const places = [...markup.matchAll(/id="(chart-[^"]+)"/g)].map((m) => m[1]);
    assert.deepEqual(places, [
      'chart-counts',
      'chart-accuracy',
      'chart-loss',
      'chart-rate',
      'chart-norm',
      'chart-speed',
      'chart-confusion-0',
    ]);
    for (const place of places) assert.ok(client.includes(place.replace(/-0$/, '-')), place);
  });

  it('uses each id once, closes what it opens, and gives every picture a text', () => {
    const ids = [...markup.matchAll(/\sid="([^"]+)"/g)].map((m) => m[1]);
    assert.equal(new Set(ids).size, ids.length);
    for (const tag of [
      'div',
      'section',
      'article',
      'table',
      'tr',
      'td',
      'th',
      'span',
      'p',
      'dl',
      'figure',
      'details',
    ]) {
      const opened = markup.match(new RegExp(`<${tag}[\\s>]`, 'g'))?.length ?? 0;
      const closed = markup.match(new RegExp(`</${tag}>`, 'g'))?.length ?? 0;
      assert.equal(opened, closed, tag);
    }
    for (const image of markup.match(/<img[^>]*>/g) ?? []) assert.match(image, /\salt="[^"]+"/);
  });

  it('holds scripts that parse, under their licences, and data that come back whole', () => {
    const code = scripts(page, 'code');
    assert.equal(code.length, 3);
    for (const source of code) assert.doesNotThrow(() => new Script(source));
    assert.match(code[0], /d3[\s\S]*Permission to use, copy, modify/);
    assert.match(code[1], /@observablehq\/plot[\s\S]*Permission to use, copy, modify/);
    const [json] = scripts(page, 'json');
    const { training, evaluations } = sampleReport();
    const back = JSON.parse(json);
    assert.deepEqual(back.training, training);
    assert.deepEqual(back.evaluations, evaluations);
  });

  it('shows every number of the charts in a table too', () => {
    for (const count of [7215, 4965, 762, 361]) {
      assert.ok(markup.includes(`>${count.toLocaleString('en-US')}</td>`), String(count));
    }
    assert.match(markup, /<noscript>/);
  });
});

describe('the page script', () => {
  it('declares each name once, since its modules share a scope', () => {
    const names = [...loadAssets().client.matchAll(/^(?:async )?(?:function|const|let|class) (\w+)/gm)].map(
      (match) => match[1],
    );
    assert.ok(names.includes('drawConfusion') && names.includes('mount'));
    assert.equal(new Set(names).size, names.length);
  });

  it('has no import or export left', () => {
    assert.doesNotMatch(loadAssets().client, /^\s*(import|export)\b/m);
  });
});

describe('with parts missing', () => {
  it('shows an evaluation alone', () => {
    const { samples: _samples, ...data } = sampleReport(-1);
    const page = markupOf(renderReport(data));
    assert.match(page, /Nothing was trained for this report/);
    assert.match(page, /id="chart-confusion-0"/);
    assert.doesNotMatch(page, /chart-accuracy/);
  });

  it('offers curves by step, and their numbers in a table, where there is a step log', () => {
    const data = sampleReport(2);
    assert.doesNotMatch(markupOf(renderReport(data)), /type="radio"/);
    const columns = { loss: [1.8, 1.6], accuracy: [0.3, 0.4], learningRate: [1e-3, 1e-3] };
    const steps = {
      stepsPerEpoch: 449,
      update: [23, 46],
      ...columns,
      gradientNorm: [5, 4],
      imagesPerSecond: [700, 712],
    };
    const page = markupOf(renderReport({ ...data, training: { ...data.training!, steps } }));
    assert.equal(page.match(/<input type="radio" name="axis"/g)?.length, 2);
    assert.match(page, /<fieldset class="choice" hidden>/);
    assert.match(page, /<th scope="row" class="number">46<\/th><td class="number">40\.00/);
  });

  it('shows a run that was stopped before its first epoch ended, without an evaluation', () => {
    const page = markupOf(renderReport({ ...sampleReport(0), evaluations: [] }));
    assert.match(page, /No epoch was finished/);
    assert.match(page, /Not evaluated/);
    assert.doesNotMatch(page, /NaN|undefined|Infinity/);
  });

  it('shows one epoch, no validation split and no images of a class', () => {
    const data = sampleReport(1);
    const [{ validation: _validation, ...epoch }] = data.training!.epochs;
    const { validationSplit: _split, ...training } = data.training!;
    const [entry] = data.evaluations;
    const [first, ...rest] = entry.evaluation.perClass;
    const empty = { ...first, support: 0, predicted: 0, precision: null, recall: null, f1: null };
    const confusion = entry.evaluation.confusion.map((row, c) => (c === 0 ? row.map(() => 0) : row));
    const page = markupOf(
      renderReport({
        ...data,
        training: { ...training, epochs: [epoch] },
        evaluations: [
          { ...entry, evaluation: { ...entry.evaluation, confusion, perClass: [empty, ...rest] } },
        ],
        settings: {},
      }),
    );
    assert.match(page, /trained for 1 epoch on/);
    assert.match(page, /No split was kept to judge the epochs on/);
    assert.doesNotMatch(page, /NaN|undefined|Infinity/);
  });
});

describe('hostile input', () => {
  const evil = `</script><script>alert(1)</script><!--"'&<img src=x onerror=alert(1)>`;

  it('is shown as text wherever a user can name something', () => {
    const data = sampleReport();
    const classes = [evil, ...data.data.classes.slice(1)];
    const evaluation = { ...data.evaluations[0].evaluation, classes };
    const perClass = evaluation.perClass.map((score, c) => ({ ...score, name: classes[c] }));
    const page = renderReport({
      ...data,
      name: evil,
      createdBy: evil,
      command: evil,
      hash: evil,
      data: {
        ...data.data,
        source: evil,
        fingerprint: evil,
        classes,
        splits: data.data.splits.map((split) => ({ ...split, name: evil })),
        facts: [[evil, evil]],
      },
      samples: { byClass: [{ name: evil, images: data.samples!.byClass[0].images }], augmented: [] },
      model: { ...data.model, name: evil, rows: [{ layer: evil, output: evil, parameters: 1, macs: 1 }] },
      training: { ...data.training!, trainSplit: evil, validationSplit: evil, stopped: evil },
      evaluations: [{ split: evil, role: 'validation', note: evil, evaluation: { ...evaluation, perClass } }],
      settings: { [evil]: evil, nested: { [evil]: [evil] } },
      environment: { node: evil, cpu: evil, threads: 1, platform: evil, more: [[evil, evil]] },
    });
    assert.equal(scripts(page, 'code').length, 3);
    assert.equal(scripts(page, 'json').length, 1);
    assert.equal(page.match(/<script/g)?.length, 4);
    assert.doesNotMatch(page, /<!--|<img src=x/);
    assert.equal(JSON.parse(scripts(page, 'json')[0]).evaluations[0].split, evil);
  });

  it('is refused where it would be fetched or run', () => {
    const data = sampleReport();
    for (const image of [
      'http://example.org/a.png',
      'data:text/html;base64,AAAA',
      'data:image/png;base64,A" x="',
    ]) {
      const samples = { byClass: [{ name: 'happy', images: [image] }], augmented: [] };
      assert.throws(() => renderReport({ ...data, samples }), DataError);
    }
    for (const inside of [
      '<script>alert(1)</script>',
      '<rect onload="alert(1)"/>',
      '<image href="http://example.org/a.png"/>',
      '<a xlink:href="javascript:alert(1)"><text>x</text></a>',
      '<rect fill="url(http://example.org/a.svg#b)"/>',
      '<foreignObject><p>x</p></foreignObject>',
      '<!-- -->',
      '<style>@import "x.css";</style>',
    ]) {
      const model = { ...data.model, svg: `<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>` };
      assert.throws(() => renderReport({ ...data, model }), ModelError, inside);
    }
    const model = { ...data.model, svg: '<p>no drawing</p>' };
    assert.throws(() => renderReport({ ...data, model }), ModelError);
  });
});
