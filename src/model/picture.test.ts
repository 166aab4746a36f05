import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelSvg } from './picture.js';
import { inferShapes } from './shapes.js';
import type { Layer, Model } from './types.js';
import { zoo, zooModel } from './zoo/index.js';

const occurrences = (text: string, part: string): number => text.split(part).length - 1;

/** Fails unless every tag is closed in order and no stray `<` or `&` is left. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  const rest = svg.replace(
    /<(\/?)([a-z]+)((?: [a-zA-Z-]+="[^"<&]*")*)(\/?)>/g,
    (_, end, name, _attributes, empty) => {
      if (end) assert.equal(open.pop(), name);
      else if (!empty) open.push(name);
      return '';
    },
  );
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest, /<|&(?!#\d+;)/);
  assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
}

/** Numbers of the `viewBox`. */
const size = (svg: string): number[] =>
  svg
    .match(/viewBox="([^"]*)"/)![1]
    .split(' ')
    .map(Number);

test('every network of the zoo: well-formed XML with each layer’s details', () => {
  for (const name of Object.keys(zoo)) {
    const model = zooModel(name);
    const svg = modelSvg(model);
    assertWellFormed(svg);
    for (const { path, layer } of inferShapes(model)) {
      // Layers on a shortcut are named on its arc; a residual is its circle.
      const drawn = !path.includes('shortcut') && layer.type !== 'residual';
      assert.equal(occurrences(svg, `<title>${path}: `), drawn ? 1 : 0, `${name} ${path}`);
    }
    const sums = model.layers.filter((layer) => layer.type === 'residual').length;
    assert.equal(occurrences(svg, '<title>residual sum</title>'), sums);
  }
});

test('it needs nothing from outside and fits a page: no links, scripts or fonts, at most 1,300 wide', () => {
  for (const name of Object.keys(zoo)) {
    const svg = modelSvg(zooModel(name));
    assert.doesNotMatch(
      svg.replace('xmlns="http://www.w3.org/2000/svg"', ''),
      /https?:|href|<script|@import|url\(/,
    );
    assert.ok(size(svg)[2] <= 1300);
  }
});

test('a map of half the side is drawn smaller, more channels thicker', () => {
  const faces = (...layers: Layer[]): [width: number, height: number][] => {
    const svg = modelSvg({ ...zooModel('tiny'), layers });
    // The front face comes last in each layer's group: M x y h width v height.
    const fronts = svg.matchAll(/d="M[\d.]+ [\d.]+h([\d.]+)v([\d.]+)h-/g);
    return [...fronts].map(([, width, height]) => [Number(width), Number(height)]);
  };
  const conv = (filters: number): Layer => ({ type: 'conv', filters, kernel: 1 });
  const [, thin, pooled, thick] = faces(conv(8), { type: 'maxPool', size: 2 }, conv(64));
  assert.equal(thin[1], faces(conv(8))[0][1]);
  assert.ok(pooled[1] < 0.6 * thin[1]);
  assert.ok(thick[0] > thin[0]);
});

test('odd networks can be drawn: nested residuals, one that starts with a ReLU, one wider than a row', () => {
  const relu: Layer = { type: 'relu' };
  const conv: Layer = { type: 'conv', filters: 1, kernel: 1 };
  const inner: Layer = { type: 'residual', main: [relu, conv], shortcut: [conv, relu, conv] };
  const outer: Layer = { type: 'residual', main: [inner, inner] };
  const wide: Layer = { type: 'residual', main: new Array<Layer>(30).fill(conv) };
  const base = zooModel('tiny');
  const draw = (layers: Layer[]): string => modelSvg({ ...base, layers });
  for (const layers of [[], [relu], [outer, relu], [wide, outer]]) assertWellFormed(draw(layers));
  assert.equal(occurrences(draw([outer, relu]), 'conv 1×1 · ReLU · conv 1×1'), 2);
  assert.ok(size(draw([outer]))[3] > size(draw([inner]))[3], 'the outer arc takes room of its own');
});

test('names are escaped', () => {
  const model: Model = { ...zooModel('tiny'), name: '</text><script>"&' };
  const svg = modelSvg(model);
  assertWellFormed(svg);
  assert.equal(occurrences(svg, '&#60;/text&#62;&#60;script&#62;&#34;&#38;'), 2);
});
