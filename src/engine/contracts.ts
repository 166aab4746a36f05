/**
 * The kernels' contracts in one table: every kernel's arguments in calling order. The plan names arguments, the table
 * orders them, so a plan can be printed, checked and carried out by another backend that implements the same table.
 *
 * Layouts: activations NHWC with the channel stride padded to a multiple of 8 (the gray input alone has stride 1);
 * weights in panels of 8 output channels [K/8][KH·KW·C][8]; depthwise weights [KH·KW][C]; all float32.
 * Padding channels hold zeros everywhere: weights, activations and gradients. Addresses are bytes in the one memory.
 * Every kernel ends with (tid, threads) and gives the same bits for every number of threads.
 */
const conv = ['n', 'height', 'width', 'xs', 'kh', 'kw', 'stride', 'padTop', 'padLeft'] as const;
const pool = ['n', 'height', 'width', 'cs', 'size', 'stride'] as const;

export const CONTRACTS = {
  warpBatch: ['images', 'warps', 'out', 'mean', 'scale', 'scratch', 'scratchStride', 'n'],
  convForward: [
    ...['x', 'w', 'bias', 'y', 'scratch', 'scratchStride', ...conv],
    ...['dilate', 'outH', 'outW', 'ys', 'relu'],
  ],
  convWeightGradient: [
    ...['x', 'dy', 'dw', 'db', 'parts', 'partBytes', 'scratch', 'scratchStride', ...conv],
    ...['outH', 'outW', 'ys'],
  ],
  winogradForward: [
    ...['x', 'u', 'bias', 'y', 'scratch', 'scratchStride'],
    ...['n', 'height', 'width', 'xs', 'pad', 'outH', 'outW', 'ys', 'side', 'relu'],
  ],
  winogradPooled: [
    ...['x', 'u', 'bias', 'y', 'codes', 'scratch', 'scratchStride'],
    ...['n', 'height', 'width', 'xs', 'pad', 'outH', 'outW', 'ys'],
  ],
  winogradFilter: ['w', 'u', 'scratch', 'scratchStride', 'cs', 'ks', 'side'],
  winogradGradientTiles: [
    ...['x', 'dy', 'codes', 'v', 'd', 'scratch', 'scratchStride', 'n', 'firstImage', 'group'],
    ...['height', 'width', 'xs', 'pad', 'outH', 'outW', 'ys', 'side'],
  ],
  winogradTranspose: ['u', 'ut', 'cs', 'ks', 'points'],
  winogradInputGradient: [
    ...['d', 'ut', 'dx', 'mask', 'scratch', 'scratchStride', 'n', 'firstImage', 'group'],
    ...['height', 'width', 'xs', 'pad', 'outH', 'outW', 'ys', 'side'],
  ],
  winogradGradientProducts: [
    'v',
    'd',
    'sums',
    'db',
    'n',
    'firstImage',
    'group',
    'perImage',
    'xs',
    'ys',
    'side',
  ],
  winogradBackwardLanes: [
    ...['x', 'dy', 'codes', 'ut', 'dx', 'mask', 'sums', 'biasSums', 'scratch', 'scratchStride', 'n', 'lanes'],
    ...['height', 'width', 'xs', 'pad', 'outH', 'outW', 'ys', 'side'],
  ],
  winogradGradientWeights: [
    ...['sums', 'biasSums', 'dw', 'db', 'lanes', 'scratch', 'scratchStride', 'xs', 'ys', 'side'],
  ],
  packTransposed: ['from', 'to', 'kh', 'kw', 'cs', 'ks'],
  maskGroups: ['w', 'taps', 'cs', 'ks', 'inPerGroup', 'outPerGroup'],
  takeFirstChannel: ['x', 'y', 'count'],
  widenChannel: ['x', 'y', 'count'],
  denseForward: ['x', 'w', 'bias', 'y', 'n', 'xs', 'ys', 'relu'],
  denseInputGradient: ['dy', 'w', 'dx', 'scratch', 'scratchStride', 'n', 'xs', 'ys'],
  denseWeightGradient: ['x', 'dy', 'dw', 'db', 'scratch', 'scratchStride', 'n', 'xs', 'ys'],
  depthwiseForward: [
    ...[
      'x',
      'w',
      'bias',
      'y',
      'scratch',
      'scratchStride',
      'n',
      'height',
      'width',
      'cs',
      'kh',
      'kw',
      'stride',
    ],
    ...['padTop', 'padLeft', 'dilate', 'outH', 'outW', 'relu', 'rotate'],
  ],
  depthwiseWeightGradient: [
    ...['x', 'dy', 'partial', 'scratch', 'scratchStride', 'n', 'height', 'width', 'cs', 'kh', 'kw'],
    ...['stride', 'padTop', 'padLeft', 'outH', 'outW', 'withBias'],
  ],
  sumParts: ['partial', 'to', 'stride', 'floats', 'n'],
  maxPoolForward: ['x', 'y', ...pool, 'pad', 'outH', 'outW'],
  maxPoolBackward: ['x', 'y', 'dy', 'dx', ...pool, 'pad', 'outH', 'outW', 'relu'],
  avgPoolForward: ['x', 'y', ...pool, 'outH', 'outW'],
  avgPoolBackward: ['dy', 'dx', ...pool, 'outH', 'outW'],
  globalAvgPoolForward: ['x', 'y', 'n', 'pixels', 'cs'],
  globalAvgPoolBackward: ['dy', 'dx', 'n', 'pixels', 'cs'],
  batchNormSums: ['x', 'partial', 'n', 'pixels', 'cs'],
  batchNormFinish: [
    ...['partial', 'state', 'gamma', 'beta', 'runningMean', 'runningVar'],
    ...['n', 'pixels', 'cs', 'momentum', 'epsilon'],
  ],
  batchNormCoefficients: ['state', 'gamma', 'beta', 'runningMean', 'runningVar', 'cs', 'epsilon'],
  batchNormApply: ['x', 'state', 'b', 'y', 'count', 'cs', 'relu'],
  batchNormPool: ['x', 'state', 'b', 'y', 'codes', 'chosen', 'n', 'height', 'width', 'cs', 'outH', 'outW'],
  batchNormBackwardSums: ['dy', 'y', 'x', 'state', 'partial', 'g', 'n', 'pixels', 'cs', 'ownMask'],
  batchNormBackwardFinish: ['partial', 'state', 'gamma', 'dgamma', 'dbeta', 'n', 'pixels', 'cs'],
  batchNormBackwardApply: ['dy', 'x', 'state', 'dx', 'count', 'cs', 'ownMask'],
  batchNormUnpool: ['dy', 'codes', 'x', 'state', 'dx', 'g', 'n', 'height', 'width', 'cs', 'outH', 'outW'],
  foldNorm: ['w', 'bias', 'state', 'to', 'toBias', 'run', 'ks', 'width'],
  reluForward: ['x', 'y', 'count'],
  reluBackward: ['dy', 'y', 'dx', 'count'],
  addForward: ['a', 'b', 'y', 'count', 'relu'],
  dropout: ['x', 'y', 'keys', 'n', 'perSample', 'layer', 'threshold', 'scale'],
  copyBytes: ['from', 'to', 'count'],
  softmaxCrossEntropy: [
    ...['z', 'targets', 'weights', 'inverseWeightSum', 'dz', 'sample', 'n', 'classes', 'zs'],
  ],
  lossReduce: ['sample', 'inverseWeightSum', 'result', 'n'],
  averageWeights: ['p', 'ema', 'count', 'decay'],
  sgdStep: ['p', 'g', 'b', 'hyper', 'count', 'momentum', 'nesterov', 'decay'],
  adamStep: [
    ...['p', 'g', 'm', 'v', 'hyper', 'count'],
    ...['beta1', 'beta2', 'rest1', 'rest2', 'epsilon', 'decay', 'decoupled'],
  ],
  normPartial: ['g', 'partial', 'count'],
  normReduce: ['partial', 'norm', 'hyper', 'count', 'clip'],
} as const satisfies Record<string, readonly string[]>;

/** Most parts that a sum over a batch is made in before sumParts adds them up (kernels/share.ts). */
export const PARTS = 32;

export type KernelName = keyof typeof CONTRACTS;
/** The functions of the compiled module: the contract's arguments, then thread and thread count. */
export type Kernels = Record<KernelName, (...args: number[]) => void>;

/** A call by name: the arguments in the contract's order, as thread `tid` of `threads`. */
export function callKernel(
  kernels: Kernels,
  kernel: KernelName,
  args: Readonly<Record<string, number>>,
  tid = 0,
  threads = 1,
): void {
  const values = CONTRACTS[kernel].map((name) => {
    if (!(name in args)) throw new Error(`${kernel} lacks its argument ${name}`);
    return args[name];
  });
  kernels[kernel](...values, tid, threads);
}
