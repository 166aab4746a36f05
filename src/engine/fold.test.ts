/** Inference: which norms become part of the convolution before them, and what is left of the others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Layer } from '../model/types.js';
import { foldNorms } from './fold.js';
import { lower } from './graph.js';
import { modelOf } from './reference/draw-layer.js';

const conv: Layer = { type: 'conv', filters: 4, kernel: 3, padding: 'same' };
const norm: Layer = { type: 'batchNorm' };
const relu: Layer = { type: 'relu' };
const residual = (...main: Layer[]): Layer => ({ type: 'residual', main });

/** Nodes of the folded graph: `conv*` has a norm inside, `+` ends with a ReLU. */
function folded(...layers: Layer[]): string {
  const graph = lower(modelOf('test', { height: 6, width: 6, channels: 4 }, layers));
  return foldNorms(graph)
    .nodes.map((node) => {
      const inside = node.op === 'conv' && node.norm ? '*' : '';
      return node.op + inside + ('relu' in node && node.relu ? '+' : '');
    })
    .join(' ');
}

test('a norm that alone reads a convolution is folded into it, with its ReLU', () => {
  assert.equal(folded(conv, norm, relu, conv, norm), 'conv*+ conv*');
});

test('what a folded norm added is added by a node of its own, which takes the ReLU', () => {
  assert.equal(folded(conv, residual(conv, norm), relu), 'conv conv* add+');
});

test('a norm stays where another layer reads the convolution, behind a ReLU, or at the start', () => {
  assert.equal(folded(conv, residual(norm, conv)), 'conv batchNorm conv add');
  assert.equal(folded(conv, relu, norm), 'conv+ batchNorm');
  assert.equal(folded(norm, conv), 'batchNorm conv');
  assert.equal(folded(conv, residual(norm)), 'conv batchNorm', 'it adds the convolution it reads');
});
