/** Lowering: what is fused, what is not, and which networks are refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Layer, Model } from '../model/types.js';
import { ModelError } from '../util/errors.js';
import { lower } from './graph.js';
import { modelOf } from './reference/draw-layer.js';

const relu: Layer = { type: 'relu' };
const norm: Layer = { type: 'batchNorm' };
const flatten: Layer = { type: 'flatten' };
const conv = (filters: number): Layer => ({ type: 'conv', filters, kernel: 3, padding: 'same' });
const dense = (units: number): Layer => ({ type: 'dense', units });
const model = (...layers: Layer[]): Model => modelOf('test', { height: 6, width: 5, channels: 3 }, layers);

/** `conv+` is a convolution with a fused ReLU. */
function nodes(...layers: Layer[]): string {
  return lower(model(...layers))
    .nodes.map((node) => node.op + ('relu' in node && node.relu ? '+' : ''))
    .join(' ');
}

test('a ReLU is fused into the layer before it when nothing else reads that layer', () => {
  assert.equal(nodes(conv(4), relu, norm, relu, flatten, dense(5), relu), 'conv+ batchNorm+ flatten dense+');
  assert.equal(nodes(conv(4), relu, relu), 'conv+ relu');
  assert.equal(nodes({ type: 'maxPool', size: 2 }, relu), 'maxPool relu');
  assert.equal(nodes(relu), 'relu');
});

test('a ReLU that opens a branch is not fused into what the other branch reads too', () => {
  const open = (main: Layer[], shortcut?: Layer[]): Layer => ({ type: 'residual', main, shortcut });
  assert.equal(nodes(conv(3), open([relu, conv(3)])), 'conv relu conv add');
  assert.equal(nodes(conv(3), open([conv(3)], [relu])), 'conv conv relu add');
  assert.equal(nodes(conv(3), open([conv(3), relu], [conv(3), relu]), relu), 'conv conv+ conv+ add+');
  assert.equal(nodes(conv(3), open([relu]), open([relu])), 'conv relu add relu add');
});

test('a batch norm that ends a branch adds the other branch, unless something else reads the norm', () => {
  const block = (main: Layer[], shortcut?: Layer[]): Layer => ({ type: 'residual', main, shortcut });
  const sums = (...layers: Layer[]): string =>
    lower(model(...layers))
      .nodes.map((node) => node.path + ('b' in node && node.b !== undefined ? ' adds' : ''))
      .join(', ');
  assert.equal(nodes(block([conv(3), norm]), relu), 'conv batchNorm+');
  assert.equal(sums(block([conv(3), norm]), relu), '0.main.0, 0.main.1 adds');
  assert.equal(sums(block([conv(3)], [conv(3), norm])), '0.main.0, 0.shortcut.0, 0.shortcut.1 adds');
  assert.equal(
    sums(block([norm], [norm]), relu),
    '0.shortcut.0, 0.main.0 adds',
    'once the other branch is there',
  );
  assert.equal(nodes(block([conv(3), norm, relu])), 'conv batchNorm+ add');
  assert.equal(nodes(norm, block([conv(3)])), 'batchNorm conv add', 'the branch reads the norm');
  assert.equal(nodes(block([block([conv(3), norm])])), 'conv batchNorm add', 'one sum a norm');
});

test('layers that read channels apart are refused after flatten', () => {
  const refused: Layer[] = [
    norm,
    conv(2),
    { type: 'maxPool', size: 1 },
    { type: 'avgPool', size: 1 },
    { type: 'globalAvgPool' },
  ];
  for (const layer of refused) {
    assert.throws(
      () => lower(model(flatten, layer)),
      (error) => {
        assert.ok(error instanceof ModelError);
        assert.equal(
          error.message,
          `Layer 1 (${layer.type}) cannot follow flatten; put a dense layer between them.`,
        );
        return true;
      },
    );
  }
});

test('a flattened map and a dense output, which lie in different orders, are not added', () => {
  const mixed: Layer = { type: 'residual', main: [flatten, dense(90)], shortcut: [flatten] };
  assert.throws(() => lower(model(mixed)), /Layer 0 \(residual\) cannot add a flattened map/);
  assert.throws(() => lower(model(flatten, { type: 'residual', main: [dense(90)] })), ModelError);
  lower(model({ type: 'residual', main: [flatten, relu], shortcut: [flatten] }));
  lower(model({ type: 'globalAvgPool' }, flatten, { type: 'residual', main: [dense(3)] }));
});

test('softmax is left to the loss and must be last', () => {
  assert.equal(nodes(flatten, dense(3), { type: 'softmax' }), 'flatten dense');
  assert.throws(() => lower(model(flatten, { type: 'softmax' }, relu)), /softmax/);
  assert.throws(() => lower(model({ type: 'residual', main: [{ type: 'softmax' }] })), ModelError);
});

test('trainable parameters lie before running statistics, each on a cache line, none over another', () => {
  const graph = lower(model(conv(5), norm, relu, conv(7), norm, flatten, dense(7)));
  let end = 0;
  for (const { offset, floats, spec } of graph.parameters) {
    assert.equal(offset, end, spec.name);
    assert.equal(offset % 16, 0, spec.name);
    assert.equal(spec.trainable, offset < graph.trainableFloats, spec.name);
    end = offset + floats;
  }
  assert.equal(end, graph.parameterFloats);
});
