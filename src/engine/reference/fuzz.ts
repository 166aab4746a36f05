/** One fuzzed comparison of the engine with the reference twins. For tests only. */
import { parameterSpecs } from '../../model/parameters.js';
import { outputShape } from '../../model/shapes.js';
import type { Model, Shape } from '../../model/types.js';
import type { RandomStream } from '../../util/random.js';
import type { TensorMap } from '../api.js';
import { type CheckInput, type CheckOutput, checkModel } from '../check.js';
import type { DrawnModel } from './draw-layer.js';
import type { Entry } from './layers.js';
import { poolSettings } from './layers.js';
import { type ReferenceOptions, type ReferencePass, referenceBackward, referenceForward } from './network.js';
import { everyWindow } from './pool.js';
import { roundingHooks } from './rounding.js';
import { widen } from './tensor.js';

/** Data for every tensor of a drawn model. */
export function drawData({ model, n, ties }: DrawnModel, random: RandomStream): CheckInput {
  const values = (count: number, limit = 1) =>
    Float32Array.from({ length: count }, () => random.uniform(-limit, limit));
  const floats = (shape: Shape) => n * shape.height * shape.width * shape.channels;
  const x = values(floats(model.input));
  if (ties) for (let i = 0; i < x.length; i++) x[i] = Math.round(x[i] * 4) / 4;
  const weights: TensorMap = new Map();
  for (const { name, shape, role } of parameterSpecs(model)) {
    const count = shape.reduce((a, b) => a * b, 1);
    const fan = count / shape[0];
    const data = values(count, role === 'weight' ? Math.sqrt(3 / fan) : 1);
    if (role === 'gamma') for (let i = 0; i < count; i++) data[i] += Math.sign(data[i]) * 0.5;
    if (role === 'runningVar') for (let i = 0; i < count; i++) data[i] = 1 + Math.abs(data[i]);
    weights.set(name, { shape, data });
  }
  const keys = Uint32Array.from({ length: n }, () => random.next());
  return { model, n, x, dy: values(floats(finalShape(model))), weights, keys };
}

function finalShape(model: Model): Shape {
  return model.layers.reduce((shape, layer) => outputShape(layer, shape), model.input);
}

/** Everything a pass gives, by name: y, dx, gradients, running statistics. */
type Results = Map<string, ArrayLike<number>>;

function twinResults(
  input: CheckInput,
  options: ReferenceOptions,
): { pass: ReferencePass; results: Results } {
  const watched: Results = new Map();
  const pass = referenceForward(input.model, widen(input.weights), input.x, input.n, {
    ...{ keys: input.keys, train: !input.explain, ...options },
    afterBackward: (entry, dy, ...more) => {
      if (input.explain?.includes(entry.path)) {
        watched.set(`output of ${entry.path}`, entry.y.data).set(`gradient at ${entry.path}`, dy.data);
      }
      options.afterBackward?.(entry, dy, ...more);
    },
  });
  const { dx, gradients } = referenceBackward(pass, input.dy);
  const results: Results = new Map([['y', pass.y.data], ['dx', dx.data], ...watched]);
  if (input.explain) return { pass, results };
  for (const [name, { data }] of gradients) results.set(`gradient of ${name}`, data);
  for (const [name, { data }] of pass.weights) if (name.includes('.running')) results.set(name, data);
  return { pass, results };
}

function engineResults(output: CheckOutput): Results {
  const results: Results = new Map([
    ['y', output.y],
    ['dx', output.dx],
  ]);
  for (const [name, { data }] of output.watched) results.set(name, data);
  for (const [name, { data }] of output.gradients) results.set(`gradient of ${name}`, data);
  for (const [name, { data }] of output.weights) if (name.includes('.running')) results.set(name, data);
  return results;
}

/** Every entry of a pass, branches included, in running order. */
function allEntries(entries: readonly Entry[]): Entry[] {
  return entries.flatMap((entry) => [
    ...allEntries(entry.main ?? []),
    ...allEntries(entry.shortcut ?? []),
    entry,
  ]);
}

function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let distance = a.length === b.length ? 0 : Number.NaN;
  for (let i = 0; i < a.length; i++) distance = Math.max(distance, Math.abs(a[i] - b[i])); // once NaN, always NaN
  return distance;
}

/**
 * The margin over a disturbance of one standard deviation everywhere: 8 of them cover the largest of some 10⁵ values
 * (as in the golden tolerances), and shields against a disturbance whose parts happened to cancel.
 */
const MARGIN = 8;

/** A value is safe from rounding at this many times the largest disturbance met in the tensor. */
const REACH = 4;

/** Whether rounding could flip a ReLU or a maximum: there the gradient jumps, and no bound holds. */
function nearKink(pass: ReferencePass, disturbed: ReferencePass): boolean {
  const others = allEntries(disturbed.entries);
  return allEntries(pass.entries).some(({ layer, x, y }, index) => {
    const other = others[index].x.data;
    const reach = REACH * farthest(x.data, other);
    if (reach === 0) return false;
    // Zeros that the disturbance left alone come from ReLUs or dropout before and are exact in float32 too.
    const touched = (i: number) => x.data[i] !== 0 || other[i] !== 0;
    if (layer.type === 'relu') return x.data.some((value, i) => Math.abs(value) < reach && touched(i));
    if (layer.type !== 'maxPool') return false;
    let near = false;
    everyWindow(x, y, poolSettings(layer), (at, window) => {
      // Equal values come from a ReLU's zeros and stay equal.
      for (const i of window) near ||= x.data[i] !== y.data[at] && y.data[at] - x.data[i] < 2 * reach;
    });
    return near;
  });
}

/** What a case's results are and how far float32 may be from them; undefined when a kink lies within rounding. */
export function expectations(
  input: CheckInput,
  random: RandomStream,
  draws: number,
): { results: Results; bounds: Map<string, number> } | undefined {
  const { pass, results } = twinResults(input, {});
  const bounds = new Map([...results.keys()].map((name) => [name, 0])); // what no rounding reaches is exact
  for (let draw = 0; draw < draws; draw++) {
    const sign = () => (random.next() & 1 ? 1 : -1);
    const disturbed = twinResults(input, roundingHooks(sign));
    if (nearKink(pass, disturbed.pass)) return undefined;
    for (const [name, values] of disturbed.results) {
      bounds.set(name, Math.max(bounds.get(name)!, MARGIN * farthest(values, results.get(name)!)));
    }
  }
  return { results, bounds };
}

/** The same for the outputs of inference, where no gradient can jump. */
export function inferenceExpectations(
  input: CheckInput,
  random: RandomStream,
  draws: number,
): { results: Results; bounds: Map<string, number> } {
  const run = (options: ReferenceOptions) =>
    referenceForward(input.model, widen(input.weights), input.x, input.n, { train: false, ...options }).y
      .data;
  const y = run({});
  let bound = 0;
  for (let draw = 0; draw < draws; draw++) {
    const disturbed = run(roundingHooks(() => (random.next() & 1 ? 1 : -1)));
    bound = Math.max(bound, MARGIN * farthest(disturbed, y));
  }
  return { results: new Map([['y', y]]), bounds: new Map([['y', bound]]) };
}

/** Worst ratio of error to bound, and of which result; the names of broken canaries throw. */
export async function compareWithTwins(
  input: CheckInput,
  { results, bounds }: { results: Results; bounds: Map<string, number> },
): Promise<{ worst: number; name: string; output: CheckOutput }> {
  const output = await checkModel(input);
  const got = engineResults(output);
  let worst = 0;
  let name = '';
  for (const [key, wanted] of results) {
    const error = farthest(got.get(key) ?? [], wanted);
    const ratio = error === 0 ? 0 : error / bounds.get(key)!;
    if (ratio > worst || Number.isNaN(ratio)) {
      worst = ratio;
      name = `${key}: ${error.toExponential(1)} past ${bounds.get(key)!.toExponential(1)}`;
    }
  }
  return { worst, name, output };
}

/** Names of the results whose bits differ. */
export function differingBits(a: CheckOutput, b: CheckOutput): string[] {
  const others = engineResults(b);
  return [...engineResults(a)]
    .filter(([key, values]) => !sameBits(values, others.get(key)!))
    .map(([key]) => key);
}

function sameBits(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
