/** The engine: a model compiled for one batch size, its memory, and the threads that walk its plans. */
import { host } from '#engine-host';
import { ModelError, UsageError } from '../util/errors.js';
import type {
  Batch,
  Engine,
  EngineOptions,
  Explanation,
  StepResult,
  TensorMap,
  TrainBatch,
  WeightSet,
} from './api.js';
import { compileInference, compileTraining, type Program } from './compile.js';
import { compileExplanation } from './explanation.js';
import { type Graph, lower, type Tensor } from './graph.js';
import { exportParameters, importParameters } from './parameters.js';
import { type Buffer, placeFixed, type Ref } from './plan.js';
import { createInline, createPool, type Executor } from './pool.js';
import { CONTROL, createRegions, type Regions, regionBuffers, WARP_RECORD } from './regions.js';
import { readValues, writeValues } from './values.js';

const PAGE = 65536;
const WASM32_LIMIT = 4 * 1024 ** 3;
/** The engine refuses more: beyond this a thread has less to do than a barrier costs. */
export const MAX_THREADS = 64;

export interface CreateOptions extends EngineOptions {
  /** Walk in the caller's thread instead of workers (it blocks while it computes). */
  readonly inline?: boolean;
}

/**
 * Compiles a model and starts its threads. Weights are all zero until `setWeights`.
 * @throws UsageError for a batch size or thread count out of range
 * @throws ModelError when the model does not fit together or needs more than 4 GiB
 * @example
 * const engine = await createEngine({ model: zooModel('classic'), batchSize: 64, threads: 2 });
 * engine.setWeights(initialise(model, 1));
 * engine.setImages(pixels);
 * const logits = await engine.infer({ indices: Uint32Array.of(0, 1) });
 * await engine.close();
 */
export async function createEngine(options: CreateOptions): Promise<Engine> {
  checkRange('batch size', options.batchSize, 1, 4096);
  checkRange('thread count', options.threads, 1, MAX_THREADS);
  const compiled = compileAll(options);
  const pages = Math.ceil(compiled.memoryBytes / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const start = {
    module: await host.loadKernels(),
    memory,
    programs: Object.fromEntries([...compiled.programs].map(([name, { plan }]) => [name, plan.ops])),
    batchSize: options.batchSize,
    threads: options.threads,
    barrierAt: (compiled.regions.control.address + CONTROL.barrier) / 4,
    profile: options.profile ?? false,
  };
  const executor = options.inline ? createInline(start) : createPool(host, start);
  return new CompiledEngine(options, compiled, memory, executor);
}

/**
 * Starts the threads of the next engine and compiles the kernels, so that both go on while the caller reads data: about
 * 0.15 s less to wait. Threads that no engine takes end with the process.
 * @example
 * warmUp(2);
 * const dataset = await readDataset('fer2013.csv');
 * const engine = await createEngine({ model, batchSize: 64, threads: 2 });
 */
export function warmUp(threads: number): void {
  host.startAhead?.(Math.min(threads, MAX_THREADS));
  // What goes wrong is told when an engine is made.
  host.loadKernels().catch(() => {});
}

function checkRange(what: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new UsageError(`The ${what} must be a whole number from ${low} to ${high}, not ${value}.`);
}

/** What programs are for, where their names do not say it. */
const MADE_FOR: Readonly<Record<string, string>> = { train: 'training', explain: 'explanations' };

interface Compiled {
  readonly graph: Graph;
  readonly regions: Regions;
  readonly programs: Map<string, Program>;
  readonly memoryBytes: number;
}

/** Every plan an engine with these options needs, over one set of regions. */
export function compileAll(options: EngineOptions): Compiled {
  const graph = lower(options.model);
  const { height, width, channels } = graph.model.input;
  if (height !== 48 || width !== 48 || channels !== 1) {
    throw new ModelError(
      `The model's input is ${height}×${width}×${channels}; the engine reads 48×48×1 images.`,
    );
  }
  const classes = graph.tensors[graph.output].shape.channels;
  const regions = createRegions(graph, { ...options, classes });
  const arenaBase = placeFixed(regionBuffers(regions), 0);
  const common = { graph, regions, batchSize: options.batchSize, arenaBase };
  const programs = new Map([['current', compileInference(common, regions.parameters)]]);
  if (options.training) {
    programs.set('train', compileTraining(common, options.training));
    if (options.training.ema > 0) programs.set('ema', compileInference(common, regions.ema));
  }
  if (options.explain) programs.set('explain', compileExplanation(common, options.explain));
  const memoryBytes = Math.max(...[...programs.values()].map(({ plan }) => plan.memoryBytes));
  if (memoryBytes > WASM32_LIMIT) {
    throw new ModelError(
      `The model needs ${(memoryBytes / 1024 ** 3).toFixed(1)} GiB at batch size ${options.batchSize}, more than WebAssembly's 4 GiB; use a smaller batch.`,
    );
  }
  return { graph, regions, programs, memoryBytes };
}

class CompiledEngine implements Engine {
  readonly threads: number;
  readonly memoryBytes: number;
  readonly #floats: Float32Array;
  readonly #doubles: Float64Array;
  readonly #words: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #imageBytes: number;
  /** The images that batches refer to. */
  #pixels: Uint8Array = new Uint8Array();
  #closed = false;
  /** The program whose constants stand in memory, computed from the weights of now. */
  #ready?: string;
  /** Counts the calls of setWeights. */
  #weightsVersion = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly options: EngineOptions,
    readonly compiled: Compiled,
    memory: WebAssembly.Memory,
    readonly executor: Executor,
  ) {
    this.threads = options.threads;
    this.memoryBytes = memory.buffer.byteLength;
    this.#floats = new Float32Array(memory.buffer);
    this.#doubles = new Float64Array(memory.buffer);
    this.#words = new Uint32Array(memory.buffer);
    this.#bytes = new Uint8Array(memory.buffer);
    const { height, width } = options.model.input;
    this.#imageBytes = height * width;
  }

  #region(buffer: Buffer): Float32Array {
    return this.#floats.subarray(buffer.address / 4, (buffer.address + buffer.bytes) / 4);
  }

  #program(name: string): Program {
    const program = this.compiled.programs.get(name);
    if (!program) throw new ModelError(`This engine was made without ${MADE_FOR[name] ?? name}.`);
    return program;
  }

  setImages(pixels: Uint8Array): void {
    if (pixels.length % this.#imageBytes !== 0) {
      throw new ModelError(
        `${pixels.length} bytes are not a whole number of images of ${this.#imageBytes} bytes.`,
      );
    }
    this.#pixels = pixels;
  }

  #weights(which: WeightSet): Buffer {
    const { regions } = this.compiled;
    const region = which === 'ema' ? regions.ema : regions.parameters;
    if (region.bytes === 0 && this.compiled.graph.parameterFloats > 0) {
      throw new ModelError('This engine keeps no moving average of the weights; train with --ema.');
    }
    return region;
  }

  setWeights(weights: TensorMap, which: WeightSet = 'current'): void {
    importParameters(this.compiled.graph.parameters, this.#region(this.#weights(which)), weights);
    this.#ready = undefined;
    this.#weightsVersion++;
  }

  getWeights(which: WeightSet = 'current'): TensorMap {
    return exportParameters(this.compiled.graph.parameters, this.#region(this.#weights(which)));
  }

  #moments(): { prefix: string; buffer: Buffer }[] {
    const { regions } = this.compiled;
    const optimizer = this.options.training?.optimizer;
    if (!optimizer) throw new ModelError('This engine was made without training: it has no optimiser state.');
    if (optimizer.kind === 'sgd') return [{ prefix: 'momentum/', buffer: regions.moment1 }];
    return [
      { prefix: 'm/', buffer: regions.moment1 },
      { prefix: 'v/', buffer: regions.moment2 },
    ];
  }

  #trainable() {
    return this.compiled.graph.parameters.filter((parameter) => parameter.spec.trainable);
  }

  getOptimizerState(): TensorMap {
    const state: TensorMap = new Map();
    for (const { prefix, buffer } of this.#moments()) {
      exportParameters(this.#trainable(), this.#region(buffer), prefix, state);
    }
    return state;
  }

  setOptimizerState(state: TensorMap): void {
    for (const { prefix, buffer } of this.#moments()) {
      importParameters(this.#trainable(), this.#region(buffer), state, prefix);
    }
  }

  /** Writes what the program's input ops read. @returns the batch's size and the first op to run after the constants */
  #writeBatch(batch: Batch, program: Program): { n: number; from: number } {
    const n = batch.indices.length;
    checkRange('number of images in a batch', n, 1, this.options.batchSize);
    if (!batch.floats) {
      this.#writeReferences(batch, n);
      return { n, from: program.constantOps };
    }
    const { floats } = this.compiled.graph.tensors[this.compiled.graph.input];
    if (batch.floats.length !== n * floats) {
      throw new ModelError(`${n} images have ${n * floats} values, not ${batch.floats.length}.`);
    }
    this.#floats.set(batch.floats, address(program.input) / 4);
    return { n, from: program.inputOps };
  }

  #writeReferences({ indices, warps }: Batch, n: number): void {
    const { regions } = this.compiled;
    const size = this.#imageBytes;
    const loaded = this.#pixels.length / size;
    for (const index of indices) {
      if (index >= loaded) throw new ModelError(`There is no image ${index}; ${loaded} are loaded.`);
    }
    indices.forEach((index, i) => {
      const image = this.#pixels.subarray(index * size, (index + 1) * size);
      this.#bytes.set(image, regions.images.address + i * size);
    });
    const at = regions.warps.address / 4;
    if (warps) {
      if (warps.length !== n * WARP_RECORD)
        throw new ModelError(`A batch of ${n} images needs ${n} warp records.`);
      this.#floats.set(warps, at);
    } else {
      for (let i = 0; i < n; i++) this.#floats.set(IDENTITY_WARP, at + i * WARP_RECORD);
    }
  }

  /** Calls made before earlier ones ended wait for them: a batch has one place in memory. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }

  trainStep(batch: TrainBatch, learningRate: number, step: number): Promise<StepResult> {
    return this.#inTurn(() => this.#trainStep(batch, learningRate, step));
  }

  infer(batch: Batch, which: WeightSet = 'current'): Promise<Float32Array> {
    return this.#inTurn(() => this.#infer(batch, which));
  }

  explain(batch: Batch, seeds: Float32Array): Promise<Explanation> {
    return this.#inTurn(() => this.#explain(batch, seeds));
  }

  prepareOnly(batch: Batch): Promise<Float32Array> {
    return this.#inTurn(() => this.#prepare(batch));
  }

  async #trainStep(batch: TrainBatch, learningRate: number, step: number): Promise<StepResult> {
    const program = this.#program('train');
    const { regions, graph } = this.compiled;
    const { n, from } = this.#writeBatch(batch, program);
    const classes = graph.tensors[graph.output].shape.channels;
    if (batch.targets.length !== n * classes || batch.dropoutKeys.length !== n) {
      throw new ModelError(`A batch of ${n} images needs ${n}×${classes} targets and ${n} dropout keys.`);
    }
    this.#floats.set(batch.targets, regions.targets.address / 4);
    const weights = batch.weights ?? new Float32Array(n).fill(1);
    this.#floats.set(weights, regions.weights.address / 4);
    this.#words.set(batch.dropoutKeys, regions.keys.address / 4);
    let sum = 0;
    for (const weight of weights) sum += weight;
    this.#doubles[(regions.control.address + CONTROL.inverseWeightSum) / 8] = sum > 0 ? 1 / sum : 0;
    this.#writeHyper(learningRate, step);
    this.#ready = undefined;
    await this.executor.run({ program: 'train', n, from, to: program.plan.ops.length });
    const at = (regions.control.address + CONTROL.result) / 8;
    const [loss, correct, gradientNorm] = this.#doubles.subarray(at, at + 3);
    return { loss, correct, gradientNorm, logits: this.#readLogits(program, n) };
  }

  #writeHyper(learningRate: number, step: number): void {
    const at = (this.compiled.regions.control.address + CONTROL.hyper) / 4;
    const optimizer = this.options.training?.optimizer;
    this.#floats[at] = learningRate;
    this.#floats[at + 1] = 1;
    if (optimizer && optimizer.kind !== 'sgd') {
      this.#floats[at + 2] = 1 / (1 - power(optimizer.beta1, step + 1));
      this.#floats[at + 3] = 1 / Math.sqrt(1 - power(optimizer.beta2, step + 1));
    }
  }

  async #infer(batch: Batch, which: WeightSet): Promise<Float32Array> {
    const { n, from } = await this.#prepared(batch, which);
    return this.#logits(which, n, from);
  }

  /** The batch written and the program's constants in memory: another program, or other weights, may have been there. */
  async #prepared(batch: Batch, which: WeightSet | 'explain'): Promise<{ n: number; from: number }> {
    const program = this.#program(which);
    const written = this.#writeBatch(batch, program);
    if (this.#ready !== which) {
      this.#ready = undefined;
      const version = this.#weightsVersion;
      await this.executor.run({ program: which, n: written.n, from: 0, to: program.constantOps });
      // New weights may have come meanwhile: then the next batch makes the constants again.
      if (version === this.#weightsVersion) this.#ready = which;
    }
    return written;
  }

  async #logits(which: WeightSet, n: number, from: number): Promise<Float32Array> {
    const program = this.#program(which);
    await this.executor.run({ program: which, n, from, to: program.plan.ops.length });
    return this.#readLogits(program, n);
  }

  #readLogits({ output }: Program, n: number): Float32Array {
    const { floats, shape } = this.compiled.graph.tensors[this.compiled.graph.output];
    const logits = new Float32Array(n * shape.channels);
    const at = address(output) / 4;
    for (let i = 0; i < n; i++) {
      logits.set(
        this.#floats.subarray(at + i * floats, at + i * floats + shape.channels),
        i * shape.channels,
      );
    }
    return logits;
  }

  async #explain(batch: Batch, seeds: Float32Array): Promise<Explanation> {
    const { plan, outputGradient, watched, inputGradient } = this.#program('explain');
    const { tensors, input, output } = this.compiled.graph;
    const n = batch.indices.length;
    const classes = tensors[output].shape.channels;
    if (seeds.length !== n * classes) {
      throw new ModelError(`A batch of ${n} images needs ${n}×${classes} seeds, not ${seeds.length}.`);
    }
    const { from } = await this.#prepared(batch, 'explain');
    const at = (place: Ref) => this.#floats.subarray(address(place) / 4);
    const read = (tensor: Tensor, place: Ref) => readValues(tensor, n, at(place));
    writeValues(tensors[output], n, seeds, at(outputGradient!));
    await this.executor.run({ program: 'explain', n, from, to: plan.ops.length });
    const layers = [...watched!].map(([path, { tensor, activations, gradients }]) => {
      const values = { activations: read(tensor, activations), gradients: read(tensor, gradients) };
      return [path, { shape: tensor.shape, ...values }] as const;
    });
    return {
      layers: new Map(layers),
      ...(inputGradient && { input: read(tensors[input], inputGradient) }),
    };
  }

  async #prepare(batch: Batch): Promise<Float32Array> {
    const program = this.#program('current');
    const { n, from } = await this.#prepared(batch, 'current');
    await this.executor.run({ program: 'current', n, from, to: program.inputOps });
    const { floats } = this.compiled.graph.tensors[this.compiled.graph.input];
    const at = address(program.input) / 4;
    return this.#floats.slice(at, at + n * floats);
  }

  takeProfile(): { op: string; seconds: number }[] {
    const entries: { op: string; seconds: number }[] = [];
    for (const [name, { plan }] of this.compiled.programs) {
      const times = this.executor.takeTimes(name);
      plan.ops.forEach((op, index) => {
        if (times[index] > 0) entries.push({ op: `${op.label} ${op.kernel}`, seconds: times[index] });
      });
    }
    return entries;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.executor.close();
  }
}

/** The record that leaves an image as it is (augment/types.ts): unit matrix, gain 1, nothing erased. */
const IDENTITY_WARP = Float32Array.of(1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);

const address = (reference: Ref): number => reference.buffer.address + reference.offset;

/** base^n by squaring: multiplications only, so the same bits everywhere. */
function power(base: number, n: number): number {
  let result = 1;
  let square = base;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
