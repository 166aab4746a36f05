/**
 * Training, from top to bottom: cut the data, set up the engine, then for every epoch shuffle, step, validate, keep,
 * log and save. Everything random is a pure function of (seed, epoch, row), so a run that was stopped and resumed
 * anywhere ends with the same bits as one that was not.
 */
import { existsSync } from 'node:fs';
import type { Dataset } from '../data/types.js';
import type { Engine, TensorMap } from '../engine/api.js';
import { createEngine } from '../engine/engine.js';
import { makeFolder } from '../export/atomic.js';
import { saveModelDirectory } from '../export/model-directory.js';
import { initialise } from '../model/index.js';
import { ModelError, UsageError } from '../util/errors.js';
import { AdaptiveTargets } from './adaptive-targets.js';
import { batchFiller, epochOrder, stepsPerEpoch } from './batches.js';
import type { Checkpoint, RunIdentity } from './checkpoint.js';
import type { TrainConfig } from './config.js';
import type { EpochRecord, TrainEvent } from './events.js';
import { type Place, requireFinite, requireFiniteTensors } from './finite.js';
import { RunLock } from './lock.js';
import { type ChosenRows, chooseRows, type SplitRole } from './rows.js';
import {
  appendLog,
  appendStep,
  createRun,
  openRun,
  type RunRecord,
  readAnswers,
  readRun,
  requireFreeDirectory,
  rewriteLogs,
  runFiles,
  writeAnswers,
  writeCheckpoint,
} from './run-directory.js';
import { afterEpoch, type RunLength, rateShare } from './schedule.js';
import { addStep, freshState, type TrainState, zeroSums } from './state.js';
import { lineIsDue, stepRecord, syncSteps } from './step-log.js';
import { classWeights, sampleWeights, smoothTargets, targetTable } from './targets.js';
import { blendAnswers, decodeAnswers } from './teacher.js';
import { TensorBoardLog } from './tensorboard.js';
import { scoreRows } from './validate.js';

export interface RunOptions {
  readonly config: TrainConfig;
  readonly dataset: Dataset;
  /** The run's own directory, `runs/<name>`. */
  readonly directory: string;
  /** Stops the run between two steps, with a checkpoint. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainEvent) => void;
  /** Another engine than the project's own, for tests. */
  readonly createEngine?: typeof createEngine;
  /** Worker threads in place of `config.threads`; they change no bit. */
  readonly threads?: number;
  /** Go on with the run in `directory`, which must have the same configuration and data. */
  readonly resume?: boolean;
  /** What `config.teacher` names, as `encodeAnswers` wrote it; a resumed run has kept it. */
  readonly teacher?: Uint8Array;
  /** Measure time by op. */
  readonly profile?: boolean;
  /** Write TensorBoard's event files too, under `tensorboard/`; a resumed run that has them goes on with them. */
  readonly tensorboard?: boolean;
}

export interface RunResult {
  /** False when the signal stopped the run; `resume` goes on with it. */
  readonly finished: boolean;
  /** SHA-256 of the weights in `model/`; empty before the first epoch's end. */
  readonly hash: string;
  /** The epoch they are from; 0 before the first epoch's end. */
  readonly bestEpoch: number;
  readonly epochs: readonly EpochRecord[];
  /** Wall-clock seconds of this run, over all its starts. */
  readonly seconds: number;
  readonly directory: string;
  /** What every split was used for. */
  readonly roles: readonly SplitRole[];
  /** Images that train, that validate, and that were taken out as copies of other splits' images. */
  readonly rows: RunRecord['rows'];
  /** Seconds by op since this start (profile only). */
  readonly profile?: readonly { op: string; seconds: number }[];
}

const NOTHING_SAVED = 'no checkpoint was written yet';

/** The weights a run is for so far, and the epoch they are from. */
interface Kept {
  readonly epoch: number;
  readonly weights: TensorMap;
}

/** What the data and the configuration alone decide. */
interface Work {
  readonly rows: ChosenRows;
  readonly fillBatch: ReturnType<typeof batchFiller>;
  /** Present when the targets adapt; `fillBatch` reads them as they stand. */
  readonly adaptive?: AdaptiveTargets;
  readonly length: RunLength;
  readonly identity: RunIdentity;
}

/** Everything the parts of the loop share. */
interface Training extends Work {
  readonly options: RunOptions;
  readonly config: TrainConfig;
  readonly engine: Engine;
  readonly state: TrainState;
  /** What `model/` holds. */
  kept: Kept | undefined;
  /** What of the run is safe on disk, for messages. */
  saved: string;
  board: TensorBoardLog | undefined;
  /** Start of the time that `state.seconds` does not count yet, in milliseconds. */
  since: number;
}

/**
 * Trains a network, or goes on training it.
 * @throws DataError, ModelError or UsageError before anything is written when data, configuration and checkpoint do
 *   not fit together; OutputError when a file cannot be written or another process trains this run; TrainingError when the loss is no longer finite. The
 *   last checkpoint stays whole in every case.
 * @example
 * const config = completeConfig({ model: 'tiny', epochs: 2 }, dataset.splitNames);
 * const result = await train({ config, dataset, directory: 'runs/first' });
 * result.hash; // the same on every machine
 */
export async function train(options: RunOptions): Promise<RunResult> {
  const work = prepareData(options, await answersOf(options));
  const lock = new RunLock(options.directory);
  try {
    return await trainAlone(options, work, lock);
  } finally {
    await lock.release();
  }
}

/** What the run's teachers said, given now or kept from its start. */
async function answersOf({
  config,
  teacher,
  directory,
  resume,
}: RunOptions): Promise<Float32Array | undefined> {
  if (config.teacher === 'none') return undefined;
  if (teacher) return decodeAnswers(teacher, 'the answers given', config.teacher.answers);
  if (resume) return readAnswers(directory, config);
  throw new UsageError('The configuration names answers of teachers, and none are given.');
}

async function trainAlone(options: RunOptions, work: Work, lock: RunLock): Promise<RunResult> {
  const { directory, resume } = options;
  const tell = options.onEvent ?? (() => {});

  // What is on disk is checked before anything is started or written.
  if (resume) await lock.take();
  else await requireFreeDirectory(directory);
  const checkpoint = resume ? await openRun(directory, work.identity) : undefined;

  const engine = await startEngine(options, checkpoint);
  try {
    const training: Training = {
      ...work,
      options,
      config: options.config,
      engine,
      state: checkpoint?.state ?? freshState(),
      kept: keptIn(checkpoint),
      saved: NOTHING_SAVED,
      board: undefined,
      since: performance.now(),
    };
    const { state, length } = training;
    const targets = checkpoint?.targets?.get('table');
    if (targets) work.adaptive?.restore(targets.data);
    if (checkpoint) training.saved = savedWhat(training);
    if (resume) await rewriteLogs(directory, state.records, updatesDone(training));
    else {
      await makeFolder(directory);
      await lock.take();
      await createRun(directory, recordOf(training));
      if (options.teacher) await writeAnswers(directory, options.teacher);
    }
    if (options.tensorboard || existsSync(runFiles(directory).tensorboard)) {
      training.board = await TensorBoardLog.open(await readRun(directory));
    }
    const { epochs, stepsPerEpoch } = length;
    tell({ type: 'start', epochs, firstEpoch: state.epoch, stepsPerEpoch });

    // The loop. Both parts return false when the signal stopped them; the checkpoint then knows how far they came.
    while (!state.finished) {
      const done = (await stepThroughEpoch(training, tell)) && (await finishEpoch(training, tell));
      if (!done) {
        await save(training);
        tell({ type: 'stopped', epoch: state.epoch, reason: 'interrupted' });
        break;
      }
    }

    const result = resultOf(training);
    const { hash, seconds, bestEpoch } = result;
    if (state.finished) tell({ type: 'done', hash, seconds, bestEpoch });
    return result;
  } finally {
    await engine.close();
  }
}

/** Which images, called what, worth how much; nothing is read or written here. */
export function prepareData(
  { config, dataset }: Pick<RunOptions, 'config' | 'dataset'>,
  answers?: Float32Array,
): Work {
  requireFit(config, dataset);
  const rows = chooseRows(dataset, config);
  const classes = dataset.classes.length;
  const truth = targetTable(dataset, config.votes, config.voteShare);
  const smoothed = smoothTargets(truth, classes, config.labelSmoothing);
  const { adaptiveTargets, epochs, teacher } = config;
  const targets =
    answers && teacher !== 'none' ? blendAnswers(smoothed, answers, classes, teacher.share) : smoothed;
  const adaptive =
    adaptiveTargets === 'none' ? undefined : new AdaptiveTargets(targets, classes, adaptiveTargets, epochs);
  const source = {
    rows: rows.train,
    classes,
    targets: adaptive?.table ?? targets,
    weights: sampleWeights(truth, classWeights(config.classWeights, dataset, rows.train)),
    augment: config.augment,
    mixup: config.mixup,
    batchSize: config.batchSize,
    seed: config.seed,
  };
  return {
    rows,
    fillBatch: batchFiller(source),
    adaptive,
    length: { epochs, stepsPerEpoch: stepsPerEpoch(source) },
    identity: { config, fingerprint: dataset.fingerprint },
  };
}

/** An engine with the images and with the first weights, or with all that the checkpoint brings back. */
export async function startEngine(
  options: Omit<RunOptions, 'directory'>,
  checkpoint?: Checkpoint,
): Promise<Engine> {
  const { config, dataset } = options;
  const { model, batchSize, optimizer, clipNorm, ema, decayAll } = config;
  const engine = await (options.createEngine ?? createEngine)({
    model,
    batchSize,
    threads: options.threads ?? config.threads,
    training: { optimizer, clipNorm, ema, decayAll },
    profile: options.profile,
  });
  try {
    engine.setImages(dataset.pixels);
    const weights = checkpoint?.weights ?? initialise(model, config.seed);
    engine.setWeights(weights);
    if (ema > 0) engine.setWeights(checkpoint?.ema ?? weights, 'ema');
    if (checkpoint) engine.setOptimizerState(checkpoint.optimizer);
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** The steps of the epoch under way, from where it stands. */
async function stepThroughEpoch(training: Training, tell: (event: TrainEvent) => void): Promise<boolean> {
  const { config, engine, length, state } = training;
  const { sums } = state;
  const order = epochOrder(training.rows.train, config.seed, state.epoch);
  while (state.step < length.stepsPerEpoch) {
    if (training.options.signal?.aborted) return false;
    const begun = performance.now();
    const update = updatesDone(training);
    const learningRate =
      config.learningRate * rateShare(config.schedule, update, length) * state.plateau.share;
    const { batch, images, weight } = training.fillBatch(order, state.epoch, state.step);
    const result = await engine.trainStep(batch, learningRate, update);

    state.step++;
    sums.learningRate = learningRate;
    // The loss is of the weights before the update, the norm of the update itself: either may be the first to go.
    requireFinite(result.loss, 'loss', placeOf(training));
    requireFinite(result.gradientNorm, 'gradient norm', placeOf(training));
    const correct = training.adaptive?.learn(state.epoch, batch.indices, result.logits) ?? result.correct;
    const seconds = (performance.now() - begun) / 1000;
    for (const total of [sums, state.window]) {
      addStep(total, { ...result, correct, weight, images, learningRate, seconds });
    }
    tell({
      type: 'step',
      epoch: state.epoch,
      step: state.step,
      steps: length.stepsPerEpoch,
      loss: sums.loss / sums.weight,
      accuracy: sums.correct / sums.images,
      imagesPerSecond: sums.images / sums.seconds,
    });
    if (lineIsDue(state.step, length.stepsPerEpoch)) await logSteps(training, tell);
  }
  return true;
}

/** Adds a line to the step log. */
async function logSteps(training: Training, tell: (event: TrainEvent) => void): Promise<void> {
  const { options, state, board } = training;
  const record = stepRecord(state, updatesDone(training));
  state.window = zeroSums();
  await appendStep(options.directory, record);
  await board?.addStep(record);
  tell({ type: 'steps', record });
}

/** After the last step of an epoch: validate, decide, keep the weights, log and save. */
async function finishEpoch(training: Training, tell: (event: TrainEvent) => void): Promise<boolean> {
  const { config, engine, state, rows, options } = training;
  const { epoch, sums } = state;
  const begun = performance.now();
  // The averaged weights, where they are kept, are what the run is for.
  const which = config.ema > 0 ? 'ema' : 'current';
  requireFiniteTensors(engine.getWeights(), placeOf(training));
  if (which === 'ema') requireFiniteTensors(engine.getWeights(which), placeOf(training));
  const validation =
    rows.validation &&
    (await scoreRows(engine, options.dataset, rows.validation, config.batchSize, which, options.signal));
  if (rows.validation && !validation) return false;
  if (validation) requireFinite(validation.loss, 'validation loss', placeOf(training));

  const record: EpochRecord = {
    epoch,
    train: {
      loss: sums.loss / sums.weight,
      accuracy: sums.correct / sums.images,
      count: sums.images,
    },
    ...(validation && { validation }),
    learningRate: sums.learningRate,
    gradientNorm: sums.gradientNorm / training.length.stepsPerEpoch,
    imagesPerSecond: sums.images / sums.seconds,
    seconds: sums.seconds + (performance.now() - begun) / 1000,
  };

  // A model and a log without a checkpoint are then a sign of loss, and never of a kill in the first epoch.
  if (training.saved === NOTHING_SAVED) await save(training);

  // Decisions: the next rate, the best epoch (the earlier of equals), the end.
  state.plateau = afterEpoch(config.schedule, state.plateau, (validation ?? record.train).loss);
  const better = validation && (state.best === null || validation.accuracy > state.best.accuracy);
  if (better) state.best = { epoch, accuracy: validation.accuracy };
  const early = config.earlyStopping > 0 && epoch - (state.best?.epoch ?? epoch) >= config.earlyStopping;
  const ends = early || epoch === config.epochs;
  state.records.push(record);

  // `model/` is usable after every epoch whose weights are kept, and whole at the end whatever happened to it.
  const keeps = config.choose === 'last' || better || !training.kept;
  if (keeps) training.kept = { epoch, weights: engine.getWeights(which) };
  if (training.kept && (keeps || ends)) {
    const hash = await saveModel(training, training.kept);
    state.kept = { epoch: training.kept.epoch, hash };
  }

  // The log may run ahead of the checkpoint, never behind it: a resumed run cuts it back.
  await appendLog(options.directory, record);
  await training.board?.addEpoch(record);
  state.epoch++;
  state.step = 0;
  state.sums = zeroSums();
  state.finished = ends;
  await save(training);
  tell({ type: 'epoch', record });
  if (early && epoch < config.epochs) tell({ type: 'stopped', epoch, reason: 'early' });
  return true;
}

/** Writes the checkpoint, unless the weights are broken: then the one before stays. */
async function save(training: Training): Promise<void> {
  const { config, engine, state, kept } = training;
  const weights = engine.getWeights();
  requireFiniteTensors(weights, placeOf(training));
  const now = performance.now();
  state.seconds += (now - training.since) / 1000;
  training.since = now;
  const ema = config.ema > 0 ? { ema: engine.getWeights('ema') } : {};
  const best = config.choose === 'best' && kept ? { best: kept.weights } : {};
  // A checkpoint that outlives a power cut must not be ahead of the lines it counts on.
  await syncSteps(runFiles(training.options.directory).steps);
  const targets = training.adaptive && adaptedTensor(training.adaptive, config.model.classes.length);
  const checkpoint = {
    ...{ state, weights, optimizer: engine.getOptimizerState() },
    ...{ ...ema, ...best, ...(targets && { targets }) },
  };
  await writeCheckpoint(training.options.directory, checkpoint, training.identity);
  training.saved = savedWhat(training);
}

function adaptedTensor({ table }: AdaptiveTargets, classes: number): TensorMap {
  return new Map([['table', { shape: [table.length / classes, classes], data: table }]]);
}

/** Writes `model/`. */
async function saveModel(training: Training, { epoch, weights }: Kept): Promise<string> {
  const { options, config, state } = training;
  const { train, validation } = state.records[epoch - 1];
  const { hash } = await saveModelDirectory(runFiles(options.directory).model, {
    model: config.model,
    weights,
    metrics: { epoch, train, ...(validation && { validation }) },
    dataFingerprint: options.dataset.fingerprint,
  });
  return hash;
}

/** The best epoch's weights in a checkpoint; a run that keeps the last epoch's has none to carry over. */
function keptIn(checkpoint: Checkpoint | undefined): Kept | undefined {
  const epoch = checkpoint?.state.kept?.epoch;
  return epoch !== undefined && checkpoint?.best ? { epoch, weights: checkpoint.best } : undefined;
}

/** @throws ModelError when the network is made for other images or classes than the data set has */
function requireFit({ model }: TrainConfig, dataset: Dataset): void {
  if (model.classes.length === dataset.classes.length) return;
  throw new ModelError(
    `Network ${model.name} tells ${model.classes.length} classes apart but ${dataset.source} has ${dataset.classes.length}; give both the same classes.`,
  );
}

/** The content of `config.json`. */
function recordOf({ options, config, rows }: Training): RunRecord {
  const { source, fingerprint, count } = options.dataset;
  return { config, data: { source, fingerprint, count }, rows: countsOf(rows), roles: rows.roles };
}

function resultOf({ options, state, rows, engine }: Training): RunResult {
  return {
    finished: state.finished,
    hash: state.kept?.hash ?? '',
    bestEpoch: state.kept?.epoch ?? 0,
    epochs: state.records,
    seconds: state.seconds,
    directory: options.directory,
    roles: rows.roles,
    rows: countsOf(rows),
    ...(options.profile && { profile: engine.takeProfile() }),
  };
}

function countsOf({ train, validation, straddlersRemoved, dropped }: ChosenRows): RunRecord['rows'] {
  const counts = { train: train.length, validation: validation?.length ?? 0, straddlersRemoved };
  return dropped === 0 ? counts : { ...counts, dropped };
}

/** Over all epochs. */
function updatesDone({ state, length }: Pick<Training, 'state' | 'length'>): number {
  return (state.epoch - 1) * length.stepsPerEpoch + state.step;
}

function placeOf({ config, state, length, saved }: Training): Place {
  return {
    epoch: state.epoch,
    step: state.step,
    stepsPerEpoch: length.stepsPerEpoch,
    learningRate: state.sums.learningRate,
    clipped: config.clipNorm > 0,
    saved,
  };
}

function savedWhat({ options, state }: Training): string {
  const place =
    state.step === 0 ? `end of epoch ${state.epoch - 1}` : `epoch ${state.epoch}, step ${state.step}`;
  return `the last good checkpoint is ${runFiles(options.directory).checkpoint} (${place})`;
}
