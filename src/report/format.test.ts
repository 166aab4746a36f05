/** Numbers and text as the report shows them, and the small builders of its page. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ModelError } from '../util/errors.js';
import { bundleModules } from './assets.js';
import { embedJson, embedScript, embedSvg } from './embed.js';
import { bytes, compact, duration, integer, percent, short } from './format.js';
import { html } from './markup.js';

/** Narrow no-break spaces written as plain ones. */
const plain = (text: string): string => text.replaceAll('\u202f', ' ');

describe('format', () => {
  it('counts, shares and sizes', () => {
    assert.equal(integer(28709), '28,709');
    assert.equal(plain(percent(0.61594)), '61.6 %');
    assert.equal(percent(null), '–');
    assert.equal(percent(Number.NaN), '–');
    assert.deepEqual([912, 58423, 999_499, 999_600, 2345607, 77e6].map(compact).map(plain), [
      '912',
      '58.4 k',
      '999 k',
      '1.00 M',
      '2.35 M',
      '77.0 M',
    ]);
    assert.deepEqual([12, 4096, 412e6, 2.5e9].map(bytes).map(plain), [
      '12 B',
      '4.10 kB',
      '412 MB',
      '2.50 GB',
    ]);
  });

  it('durations carry into the next unit', () => {
    assert.deepEqual([0.84, 47.4, 59.7, 725, 4320, Number.NaN].map(duration).map(plain), [
      '0.8 s',
      '47 s',
      '1 min 0 s',
      '12 min 5 s',
      '1 h 12 min',
      '–',
    ]);
  });

  it('learning rates without a tail', () => {
    assert.deepEqual([0.001, 0.00030000001, 2.5e-7].map(short), ['0.001', '0.0003', '2.5e-7']);
  });
});

describe('markup', () => {
  it('escapes what is put in, keeps markup, leaves out nothings, keeps 0', () => {
    const inner = html`<b>${'a < b & "c"'}</b>`;
    assert.equal(inner.text, '<b>a &lt; b &amp; &quot;c&quot;</b>');
    assert.equal(html`<p>${[inner, null, undefined, false, 0]}</p>`.text, `<p>${inner}0</p>`);
  });

  it('the documented example', () => {
    assert.equal(html`<p>${'a < b'}</p>`.text, '<p>a &lt; b</p>');
  });
});

describe('embed', () => {
  it('JSON comes back whole and cannot end its element', () => {
    const value = { text: '</script><!-- <script>', list: [1, null] };
    const { text } = embedJson('x', value);
    assert.equal(text.match(/</g)?.length, 2);
    assert.deepEqual(JSON.parse(text.replace(/^<script[^>]*>|<\/script>$/g, '')), value);
  });

  it('refuses a script that would end its element', () => {
    assert.throws(() => embedScript('const a = "</SCRIPT>";'), ModelError);
    assert.throws(() => embedScript('a <!--b'), ModelError);
  });

  it('takes a drawing with styles, titles and inner references', () => {
    const svg =
      '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><title>on x = http://example.org</title><style>.a{fill:red}</style><rect fill="url(#g)"/></svg>\n';
    assert.match(embedSvg(svg).text, /^<svg .*<\/svg>$/);
  });
});

describe('bundleModules', () => {
  it('drops imports and exports and keeps names to itself', () => {
    const bundle = bundleModules([
      "import {\n  x,\n} from './x.js';\nexport const a = 1;\nexport {};\n",
      "import { a } from './a.js';\nexport function f() { return a; }\nglobalThis.bundled = f();",
    ]);
    const context: { bundled?: number } = {};
    new Function('globalThis', bundle)(context);
    assert.equal(context.bundled, 1);
  });
});
