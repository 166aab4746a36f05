/** Which convolutions run by Winograd, on which tiles, with which pools inside, and how their gradients are cut. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Layer } from '../model/types.js';
import { type ConvNode, type Graph, lower } from './graph.js';
import { modelOf } from './reference/draw-layer.js';
import { imagesOfGroup, pooledBy, tilingOf, usesLanes, usesWinograd } from './winograd.js';

type Conv = Omit<Extract<Layer, { type: 'conv' }>, 'type' | 'filters'>;

/** A network that starts with one convolution, and that convolution. */
function convolution(side: number, channels: number, more: Partial<Conv> = {}, after: Layer[] = []) {
  const conv: Layer = { type: 'conv', filters: 32, kernel: 3, padding: 'same', ...more };
  const graph = lower(modelOf('one', { height: side, width: side, channels }, [conv, ...after]));
  return { graph, node: graph.nodes[0] as ConvNode };
}

const uses = ({ graph, node }: { graph: Graph; node: ConvNode }) => usesWinograd(graph, node);

test('Winograd runs for 3×3 windows at stride 1 whatever the channels, and for nothing else', () => {
  assert.ok(uses(convolution(12, 32)));
  assert.ok(uses(convolution(12, 3)));
  assert.ok(!uses(convolution(12, 1)), 'the gray input');
  assert.ok(!uses(convolution(12, 32, { kernel: 5 })));
  assert.ok(!uses(convolution(12, 32, { kernel: 1 })));
  assert.ok(!uses(convolution(12, 32, { stride: 2 })));
  assert.ok(!uses(convolution(12, 32, { groups: 2 })));
  assert.ok(!uses(convolution(4, 32, { padding: 'valid' })), 'a map of two pixels');
});

test('tiles are 6×6 where that saves 15 % of the products: maps of 6, 10, 12, 18, 24, 48 pixels', () => {
  const side = (pixels: number) => {
    const { graph, node } = convolution(pixels, 32);
    return tilingOf(graph, node).side;
  };
  assert.deepEqual([6, 10, 12, 18, 24, 48].map(side), [6, 6, 6, 6, 6, 6]);
  assert.deepEqual([3, 4, 8, 16, 20, 44].map(side), [4, 4, 4, 4, 4, 4]);
  const { graph, node } = convolution(12, 32);
  assert.deepEqual(tilingOf(graph, node), { side: 6, points: 64, tiles: 4 });
});

test('a 2×2 max pool happens inside the convolution only when nothing else needs its ReLU, on 4×4 tiles', () => {
  const pool: Layer = { type: 'maxPool', size: 2 };
  const relu: Layer = { type: 'relu' };
  const fused = convolution(12, 32, {}, [relu, pool]);
  assert.ok(pooledBy(fused.graph, fused.node));
  assert.equal(tilingOf(fused.graph, fused.node).side, 4);
  const plain = convolution(12, 32, {}, [pool]);
  assert.equal(pooledBy(plain.graph, plain.node), undefined, 'no ReLU between');
  const other = convolution(12, 32, {}, [relu, { type: 'maxPool', size: 3 }]);
  assert.equal(pooledBy(other.graph, other.node), undefined, 'a 3×3 pool');
});

test('the sums of all points fit a lane up to 32 × 64 channels on 36 points, and groups hold some 64 tiles', () => {
  assert.ok(usesLanes(36, 32, 64));
  assert.ok(!usesLanes(36, 64, 64));
  assert.ok(!usesLanes(64, 64, 32));
  assert.equal(imagesOfGroup(121, 64), 1);
  assert.equal(imagesOfGroup(25, 64), 3);
  assert.equal(imagesOfGroup(4, 64), 16);
  assert.equal(imagesOfGroup(4, 5), 5);
});
