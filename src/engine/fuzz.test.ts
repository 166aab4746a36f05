/**
 * The engine against the float64 twins on random layers and networks: outputs, input gradients, weight gradients and
 * running statistics within rounding of the twins (reference/rounding.ts), no canary behind any buffer touched, and the
 * same bits for every number of threads, with and without shared memory, and from a plan made for larger batches.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Layer, Model } from '../model/types.js';
import { Purpose, RandomStream } from '../util/random.js';
import type { CheckInput } from './check.js';
import { checkModel } from './check.js';
import { foldNorms } from './fold.js';
import { lower } from './graph.js';
import { normPool } from './norm.js';
import {
  type DrawnModel,
  drawConv,
  drawOther,
  drawSpecial,
  drawWinograd,
  drawWinogradNorm,
  modelOf,
  pick,
} from './reference/draw-layer.js';
import { drawNetwork } from './reference/draw-network.js';
import {
  compareWithTwins,
  differingBits,
  drawData,
  expectations,
  inferenceExpectations,
} from './reference/fuzz.js';
import { tilingOf, usesLanes, usesWinograd } from './winograd.js';

const SEED = 20240917;

/** Draws until no ReLU or maximum is within rounding of flipping: most draws of a small network, few of a large one. */
function drawCase(
  draw: (random: RandomStream) => DrawnModel,
  random: RandomStream,
  draws: number,
  more: (model: Model, random: RandomStream) => Partial<CheckInput> = () => ({}),
) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const drawn = draw(random);
    const input = { ...drawData(drawn, random), ...more(drawn.model, random) };
    const expected = expectations(input, random, draws);
    if (expected) return { input, expected };
  }
  throw new Error('every draw lies near a kink');
}

async function checkVariants(
  input: CheckInput,
  first: Awaited<ReturnType<typeof checkModel>>,
): Promise<void> {
  const variants: Partial<CheckInput>[] = [
    { apart: true },
    { threads: 2, apart: true },
    { threads: 3 },
    { threads: 5 },
    { threads: 2, batchSize: input.n + 3 },
    { form: 'narrow' },
    { form: 'wide', threads: 4 },
  ];
  for (const variant of variants) {
    const output = await checkModel({ ...input, ...variant });
    const what = `${input.model.name} with ${JSON.stringify(variant)}`;
    assert.deepEqual(differingBits(first, output), [], `${what}: other bits`);
    assert.deepEqual(output.overwritten, [], `${what}: written outside`);
  }
}

test('inference, its norms folded into convolutions, stays within 8 times what rounding does to the twins', async () => {
  let folded = 0;
  let largest = 0;
  for (let number = 0; number < 60; number++) {
    const random = new RandomStream(SEED, Purpose.bootstrap, 6, number);
    const drawn = number % 10 === 0 ? drawWinogradNorm(random) : drawNetwork(random);
    const input = { ...drawData(drawn, random), infer: true };
    const { worst, output } = await compareWithTwins(input, inferenceExpectations(input, random, 3));
    assert.ok(worst <= 1, `case ${number}, ${input.model.name}: ${worst} of the bound`);
    assert.deepEqual(output.overwritten, [], `${input.model.name}: written outside`);
    await checkVariants(input, output);
    largest = Math.max(largest, worst);
    for (const node of foldNorms(lower(input.model)).nodes) if (node.op === 'conv' && node.norm) folded++;
  }
  assert.ok(largest > 1 / 100, `the worst error is ${largest} of its bound`);
  assert.ok(folded >= 30, `${folded} norms folded`);
});

test('in inference a norm that adds the convolution it reads is not folded into it', async () => {
  const conv: Layer = { type: 'conv', filters: 8, kernel: 3, padding: 'same' };
  const layers: Layer[] = [conv, { type: 'residual', main: [{ type: 'batchNorm' }] }];
  const model = modelOf('norm beside itself', { height: 6, width: 6, channels: 8 }, layers);
  const random = new RandomStream(SEED, Purpose.bootstrap, 8);
  const input = { ...drawData({ model, n: 2, ties: false }, random), infer: true };
  const { worst, name } = await compareWithTwins(input, inferenceExpectations(input, random, 3));
  assert.ok(worst <= 1, name);
});

async function fuzz(
  kind: number,
  count: number,
  draws: number,
  draw: (random: RandomStream) => DrawnModel,
  more?: (model: Model, random: RandomStream) => Partial<CheckInput>,
) {
  let largest = 0;
  for (let number = 0; number < count; number++) {
    const random = new RandomStream(SEED, Purpose.bootstrap, kind, number);
    const { input, expected } = drawCase(draw, random, draws, more);
    const { name: network } = input.model;
    const { worst, name, output } = await compareWithTwins(input, expected);
    assert.ok(worst <= 1, `case ${number}, ${network}: ${name}`);
    assert.deepEqual(output.overwritten, [], `${network}: written outside`);
    await checkVariants(input, output);
    largest = Math.max(largest, worst);
  }
  // Bounds that nothing comes near would pass anything.
  assert.ok(largest > 1 / 100, `the worst error is ${largest} of its bound`);
}

test('convolutions of any shape stay within 8·√terms roundings of the twins', () => fuzz(1, 70, 1, drawConv));
test('wide 3×3 convolutions stay within Winograd’s rounding of the twins', async () => {
  const ways = new Map<string, number>();
  await fuzz(2, 60, 1, (random) => {
    const drawn = drawWinograd(random);
    const graph = lower(drawn.model);
    for (const node of graph.nodes) {
      if (node.op !== 'conv' || !usesWinograd(graph, node)) continue;
      const { side, points } = tilingOf(graph, node);
      const lanes = usesLanes(points, graph.tensors[node.x].stride, graph.tensors[node.y].stride);
      const way = `${side}×${side} in ${lanes ? 'lanes' : 'groups'}`;
      ways.set(way, (ways.get(way) ?? 0) + 1);
    }
    return drawn;
  });
  for (const side of ['4×4', '6×6']) {
    for (const how of ['lanes', 'groups']) {
      const count = ways.get(`${side} in ${how}`) ?? 0;
      assert.ok(count >= 3, `only ${count} of 60 ran in tiles of ${side} in ${how}`);
    }
  }
});
const relu: Layer = { type: 'relu' };
const pool: Layer = { type: 'maxPool', size: 2 };
function wide(filters: number): Layer & { type: 'conv' } {
  return { type: 'conv', filters, kernel: 3, padding: 'same' };
}

/** Winograd convolutions one after the other, with what happens inside them, and batches of several groups and blocks. */
const CHAINS: readonly { name: string; n: number; side: number; layers: Layer[] }[] = [
  { name: 'groups after the first', n: 66, side: 6, layers: [wide(64)] },
  { name: 'groups of 4×4 tiles', n: 17, side: 10, layers: [{ ...wide(72), padding: 0 }] },
  { name: 'blocks that begin inside an image', n: 9, side: 30, layers: [wide(25)] },
  { name: 'blocks of 4×4 tiles', n: 1, side: 31, layers: [{ ...wide(32), padding: 0 }] },
  { name: 'a ReLU’s mask', n: 1, side: 5, layers: [wide(25), relu, wide(25)] },
  ...[7, 8].map((side) => ({
    ...{ name: 'a pool inside', n: 1, side },
    layers: [wide(25), relu, pool, wide(25)],
  })),
];

for (const [number, { name, n, side, layers }] of CHAINS.entries()) {
  test(`${name}, ${side}×${side}: within 8 times what rounding does to the twins`, async () => {
    const model = modelOf(name, { height: side, width: side, channels: 33 }, layers);
    const random = new RandomStream(SEED, Purpose.bootstrap, 7, number);
    const { input: data, expected } = drawCase(() => ({ model, n, ties: false }), random, 2);
    const { worst, name: result, output } = await compareWithTwins(data, expected);
    assert.ok(worst <= 1, result);
    await checkVariants(data, output);
  });
}

test('layers with kernels of their own stay within 8·√terms roundings of the twins', () =>
  fuzz(5, 70, 1, drawSpecial));
test('every other layer stays within 8·√terms roundings of the twins', () => fuzz(3, 70, 1, drawOther));
test('networks with residuals, norms and dropout stay within 8 times what rounding does to the twins', async () => {
  const fused = new Map<string, number>();
  await fuzz(4, 80, 3, (random) => {
    const drawn = drawNetwork(random);
    const graph = lower(drawn.model);
    for (const node of graph.nodes) {
      if (node.op !== 'batchNorm') continue;
      const kind = `${node.b === undefined ? 'norm' : 'sum'}${node.relu ? '+' : ''}`;
      const name = kind + (normPool(graph, node) ? ' pooled' : '');
      fused.set(name, (fused.get(name) ?? 0) + 1);
    }
    return drawn;
  });
  for (const name of ['norm', 'norm+', 'norm+ pooled', 'sum', 'sum+', 'sum+ pooled']) {
    assert.ok((fused.get(name) ?? 0) >= 5, `${name} drawn ${fused.get(name)} times`);
  }
});

test('explanations of any layers stay within 8 times what rounding does to the twins', () => {
  const explain = (model: Model, random: RandomStream) => {
    const paths = [...lower(model).outputs.keys()];
    return { explain: [...new Set([pick(random, paths), pick(random, paths)])] };
  };
  return fuzz(
    9,
    80,
    3,
    (random) => (random.chance(0.1) ? drawWinogradNorm(random) : drawNetwork(random)),
    explain,
  );
});
