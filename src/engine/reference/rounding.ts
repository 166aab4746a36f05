/**
 * How far float32 may stray from the float64 twins. Closed bounds for a whole network would multiply every layer's
 * worst case; instead the twin itself runs again with each layer's results disturbed by as much as float32 arithmetic
 * disturbs them, and the distance that arises, times a margin, is the bound. For tests only.
 *
 * A layer's own disturbance is u·√k of its scale, u = 2⁻²⁴ and k the number of terms of the sum behind a value: each of
 * the k roundings is at most u of a partial sum, and roundings do not conspire, so they add up like √k.
 */
import { type Context, convSettings, type Entry, EPSILON, poolSettings } from './layers.js';
import { maxAbs, rms, type Tensor } from './tensor.js';

const UNIT = 2 ** -24;

/**
 * Winograd's F(4×4,3×3) transforms subtract large values from one another: its rms error is 1.7e-6 where a direct sum's
 * is 3.3e-7, measured over such convolutions; F(6×6,3×3), at twice that error, is held to the same bound. Any 3×3
 * convolution of stride 1 may run by either.
 */
const WINOGRAD_FACTOR = 1.7e-6 / 3.3e-7;

/** Adds ± `size` to every value, the signs drawn by `sign`. */
function disturb(values: Float64Array, size: number, sign: () => number): void {
  for (let i = 0; i < values.length; i++) values[i] += sign() * size;
}

/**
 * What elementwise arithmetic does: every value is rounded by itself, which leaves zeros alone, and the constant they
 * all are multiplied by (1/pixels, 1/(1 − rate)) was rounded one way for all.
 */
function roundEach(values: Float64Array, sign: () => number): void {
  const common = sign();
  for (let i = 0; i < values.length; i++) values[i] *= 1 + (common + sign()) * UNIT;
}

/** Layers of one operation a value. */
const isElementwise = ({ layer }: Entry): boolean => layer.type === 'dropout' || layer.type === 'residual';

/**
 * Hooks for the twins that disturb every layer's results as float32 would.
 * @param sign draws −1 or 1
 */
export function roundingHooks(sign: () => number) {
  const afterForward = (entry: Entry, context: Context) => {
    if (isElementwise(entry)) return roundEach(entry.y.data, sign);
    const { unit, terms, scale } = forwardRounding(entry, context);
    disturb(entry.y.data, UNIT * unit * Math.sqrt(terms) * scale, sign);
    if (entry.statistics) disturbRunning(entry, context, sign);
  };
  const afterBackward = (entry: Entry, dy: Tensor, dx: Tensor, context: Context) => {
    if (isElementwise(entry) || entry.layer.type === 'globalAvgPool') return roundEach(dx.data, sign);
    if (entry.layer.type === 'avgPool') roundEach(dx.data, sign);
    const sizes = backwardRounding(entry, dy, dx, context);
    disturb(dx.data, sizes.dx, sign);
    for (const [role, size] of sizes.parameters) {
      const gradient = context.gradients.get(`${entry.path}.${role}`);
      if (gradient) disturb(gradient.data, size, sign);
    }
  };
  return { afterForward, afterBackward };
}

interface Rounding {
  /** In units of 2⁻²⁴. */
  readonly unit: number;
  readonly terms: number;
  readonly scale: number;
}

const EXACT: Rounding = { unit: 0, terms: 0, scale: 0 };

/** A sum's scale: the largest there is, or what sums of that many such products come to when these happen to cancel. */
function sumScale(result: Float64Array, terms: number, ...factors: Float64Array[]): number {
  return Math.max(maxAbs(result), Math.sqrt(terms) * factors.reduce((product, f) => product * rms(f), 1));
}

function weightOf(entry: Entry, context: Context, role = 'weight'): Float64Array {
  return context.weights.get(`${entry.path}.${role}`)!.data;
}

const winograd = ({ layer }: Entry): number =>
  layer.type === 'conv' && layer.kernel === 3 && (layer.stride ?? 1) === 1 ? WINOGRAD_FACTOR : 1;

/** Terms of a convolution's sums: forward, input gradient, weight gradient. */
function convTerms({ layer, x, y }: Entry): { forward: number; input: number; weight: number } {
  const { kernel, groups } = layer.type === 'conv' ? convSettings(layer) : { kernel: 1, groups: 1 };
  const window = kernel * kernel;
  return {
    forward: (x.channels / groups) * window,
    input: (y.channels / groups) * window,
    weight: y.n * y.height * y.width,
  };
}

function forwardRounding(entry: Entry, context: Context): Rounding {
  const { layer, x, y } = entry;
  switch (layer.type) {
    case 'conv':
    case 'dense': {
      const terms = convTerms(entry).forward;
      return {
        unit: winograd(entry),
        terms,
        scale: sumScale(y.data, terms, x.data, weightOf(entry, context)),
      };
    }
    case 'batchNorm': {
      const { gain, condition, count } = normCondition(entry, context);
      return { unit: 1, terms: count, scale: gain * condition + maxAbs(y.data) };
    }
    case 'avgPool':
      return { unit: 1, terms: poolSettings(layer).size ** 2, scale: maxAbs(x.data) };
    case 'globalAvgPool':
      return { unit: 1, terms: x.height * x.width, scale: maxAbs(x.data) };
    default:
      return EXACT; // ReLU and maximum choose, flatten only looks
  }
}

/**
 * A batch norm's gain is |gamma|·√((var)/(var + ε)) at most |gamma|; its condition (|mean| + σ)/√(var + ε) says how much
 * larger the values are than their spread: what x and the mean lost to rounding is divided by σ.
 */
function normCondition(entry: Entry, context: Context) {
  const running = () => ({
    ...{ mean: weightOf(entry, context, 'runningMean'), variance: weightOf(entry, context, 'runningVar') },
    count: 1,
  });
  const { mean, variance, count } = entry.statistics ?? running();
  const epsilon = (entry.layer.type === 'batchNorm' ? entry.layer.epsilon : undefined) ?? EPSILON;
  const gain = maxAbs(weightOf(entry, context, 'gamma'));
  let condition = 1;
  let inverse = 0;
  mean.forEach((value, c) => {
    const deviation = Math.sqrt(variance[c] + epsilon);
    condition = Math.max(condition, (Math.abs(value) + Math.sqrt(variance[c])) / deviation);
    inverse = Math.max(inverse, 1 / deviation);
  });
  return { gain, condition, inverse, count };
}

function disturbRunning(entry: Entry, context: Context, sign: () => number): void {
  const { mean, variance, count } = entry.statistics!;
  const [means, variances] = [
    weightOf(entry, context, 'runningMean'),
    weightOf(entry, context, 'runningVar'),
  ];
  const size = UNIT * Math.sqrt(count);
  disturb(means, size * (maxAbs(means) + maxAbs(mean) + Math.sqrt(maxAbs(variance))), sign);
  disturb(variances, size * (maxAbs(variances) + maxAbs(variance)), sign);
}

function backwardRounding(entry: Entry, dy: Tensor, dx: Tensor, context: Context) {
  const { layer, x } = entry;
  const sizes = (dxSize: number, parameters: [string, number][] = []) => ({
    dx: UNIT * dxSize,
    parameters: parameters.map(([role, size]): [string, number] => [role, UNIT * size]),
  });
  switch (layer.type) {
    case 'conv':
    case 'dense': {
      const terms = convTerms(entry);
      const { gradients } = context;
      const dw = gradients.get(`${entry.path}.weight`)!.data;
      const db = gradients.get(`${entry.path}.bias`)?.data ?? new Float64Array();
      const size = (count: number, scale: number) => winograd(entry) * Math.sqrt(count) * scale;
      return sizes(size(terms.input, sumScale(dx.data, terms.input, dy.data, weightOf(entry, context))), [
        ['weight', size(terms.weight, sumScale(dw, terms.weight, dy.data, x.data))],
        ['bias', size(terms.weight, sumScale(db, terms.weight, dy.data))],
      ]);
    }
    case 'batchNorm': {
      const { gain, condition, inverse, count } = normCondition(entry, context);
      const root = Math.sqrt(count);
      // dx = gain/σ·(dy − mean dy − x̂·mean(dy·x̂)) with |x̂| ≤ √count; the three may cancel.
      const peak = maxAbs(dy.data);
      if (!entry.statistics) return sizes(2 * gain * inverse * peak); // the coefficient and its product
      return sizes(root * condition * gain * inverse * 3 * peak, [
        ['gamma', root * condition * sumScale(new Float64Array(), count, dy.data)],
        ['beta', root * sumScale(new Float64Array(), count, dy.data)],
      ]);
    }
    case 'maxPool':
    case 'avgPool': {
      const { size, stride } = poolSettings(layer);
      return sizes(Math.ceil(size / stride) * maxAbs(dx.data)); // as many windows meet in a value, each way
    }
    default:
      return sizes(0);
  }
}
