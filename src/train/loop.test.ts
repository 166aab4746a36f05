import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sha256 } from '../data/fingerprint.js';
import type { EngineOptions } from '../engine/api.js';
import { decodeSafetensors } from '../export/safetensors.js';
import { ModelError, OutputError, TrainingError, UsageError } from '../util/errors.js';
import { type ConfigInput, completeConfig } from './config.js';
import type { EpochRecord, StepRecord, TrainEvent } from './events.js';
import { FakeEngine, fakeDataset, fakeModel } from './fake-engine.test.helper.js';
import { type RunOptions, train } from './loop.js';
import { readRun, runFiles } from './run-directory.js';
import { encodeAnswers } from './teacher.js';

const root = await mkdtemp(join(tmpdir(), 'vultus-loop-'));
after(() => rm(root, { recursive: true }));
let runs = 0;
const newDirectory = (): string => join(root, `run${runs++}`);

// 63 training images: four steps an epoch, the last one of 15.
const dataset = fakeDataset();
const STEPS = 4;
const EPOCHS = 4;
const baseInput: ConfigInput = { model: fakeModel, epochs: EPOCHS, batchSize: 16, learningRate: 0.003 };

interface Extra extends Partial<RunOptions> {
  readonly Engine?: typeof FakeEngine;
}
function optionsFor(input: Partial<ConfigInput>, extra: Extra = {}): RunOptions & { engines: FakeEngine[] } {
  const engines: FakeEngine[] = [];
  return {
    config: completeConfig({ ...baseInput, ...input }),
    dataset,
    directory: newDirectory(),
    createEngine: async (options: EngineOptions) => {
      const engine = new (extra.Engine ?? FakeEngine)(options);
      engines.push(engine);
      return engine;
    },
    engines,
    ...extra,
  };
}

/** Starts or resumes a run that is stopped once `steps` more steps are done. */
function stopAfter(options: RunOptions, steps: number, resume: boolean) {
  const controller = new AbortController();
  let seen = 0;
  if (steps === 0) controller.abort();
  const onEvent = (event: TrainEvent): void => {
    if (event.type === 'step' && ++seen === steps) controller.abort();
  };
  return train({ ...options, resume, onEvent, signal: controller.signal });
}

/** All that must not depend on stops: everything but wall-clock times. */
async function outcome(directory: string) {
  const files = runFiles(directory);
  const run = await readRun(directory);
  const timeless = <T extends EpochRecord | StepRecord>(record: T) => ({
    ...record,
    seconds: 0,
    imagesPerSecond: 0,
  });
  const { seconds: _seconds, records, ...state } = run.state ?? assert.fail('no checkpoint');
  return {
    weights: await readFile(join(files.model, 'weights.safetensors')),
    log: run.epochs.map(timeless),
    steps: run.steps.map(timeless),
    state: { ...state, records: records.map(timeless) },
  };
}

// At this rate the validation loss rises now and then, so that the plateau's drops are part of what is compared.
const busy: Partial<ConfigInput> = {
  choose: 'best',
  ema: 0.5,
  learningRate: 1,
  schedule: { kind: 'plateau', patience: 0, factor: 0.5 },
  classWeights: 'balanced',
  labelSmoothing: 0.1,
};
const variants: [string, Partial<ConfigInput>][] = [
  ['best epoch of averaged weights on a plateau schedule', busy],
  [
    'last epoch, one cycle, no validation',
    { choose: 'last', validation: 'none', schedule: { kind: 'one-cycle' } },
  ],
  [
    'targets that adapt from the second epoch on',
    { choose: 'last', adaptiveTargets: { momentum: 0.6, from: 0.3 } },
  ],
  ['mixup', { choose: 'last', mixup: 0.7 }],
];

for (const [name, input] of variants) {
  test(`a run stopped at any place and resumed ends as an unbroken one: ${name}`, async () => {
    const unbroken = optionsFor(input);
    const { hash } = await train(unbroken);
    const expected = await outcome(unbroken.directory);
    assert.equal(expected.state.plateau.share < 1, input === busy);
    assert.deepEqual(unbroken.engines[0].updates, [...Array(STEPS * EPOCHS).keys()]);
    for (let place = 0; place < STEPS * EPOCHS; place++) {
      const options = optionsFor(input);
      const first = await stopAfter(options, place, false);
      assert.equal(first.finished, false);
      const second = await train({ ...options, resume: true });
      assert.equal(second.finished, true);
      assert.equal(second.hash, hash, `stopped after step ${place}`);
      assert.equal(options.engines[1].updates[0], place);
      assert.deepEqual(await outcome(options.directory), expected, `stopped after step ${place}`);
    }
  });

  test(`many stops, twice at the same place among them, change nothing: ${name}`, async () => {
    const unbroken = optionsFor(input);
    await train(unbroken);
    const options = optionsFor(input);
    for (const [i, steps] of [0, 3, 0, 1, 4, 0, 2, 5].entries()) {
      assert.equal((await stopAfter(options, steps, i > 0)).finished, false);
    }
    assert.equal((await train({ ...options, resume: true })).finished, true);
    assert.deepEqual(await outcome(options.directory), await outcome(unbroken.directory));
  });
}

test('adapting targets change the weights from their first epoch on, and accuracy still counts the labels', async () => {
  const plain = await train(optionsFor({ choose: 'last' }));
  const moved = await train(optionsFor({ choose: 'last', adaptiveTargets: { momentum: 0.5, from: 0.3 } }));
  assert.notEqual(moved.hash, plain.hash);
  const first = (result: typeof plain) => ({ ...result.epochs[0], seconds: 0, imagesPerSecond: 0 });
  assert.deepEqual(first(moved), first(plain));
  const { checkpoint } = runFiles(moved.directory);
  const { tensors } = decodeSafetensors(await readFile(checkpoint), checkpoint);
  const table = tensors.get('targets/table')?.data as Float32Array;
  assert.ok(table.some((share) => share > 0.01 && share < 0.99));
});

test('what a teacher said is kept with the run, and a resumed run needs no teacher', async () => {
  const table = Float32Array.from({ length: dataset.count * 7 }, (_, i) => (i % 7 === 2 ? 1 : 0));
  const teacher = encodeAnswers(table, 7);
  const input: Partial<ConfigInput> = { choose: 'last', teacher: { answers: sha256(teacher), share: 0.5 } };
  const unbroken = optionsFor(input, { teacher });
  const { hash } = await train(unbroken);
  assert.notEqual(hash, (await train(optionsFor({ choose: 'last' }))).hash);
  const options = optionsFor(input, { teacher });
  await stopAfter(options, 5, false);
  const later = { ...options, teacher: undefined };
  assert.equal((await train({ ...later, resume: true })).hash, hash);
  await assert.rejects(train({ ...optionsFor(input), teacher: undefined }), UsageError);
  await assert.rejects(train(optionsFor(input, { teacher: encodeAnswers(table.fill(0.1), 7) })), ModelError);
  await rm(runFiles(options.directory).teacher);
  await assert.rejects(train({ ...later, resume: true }), /what the run's teachers said, is missing/);
});

test('a stop during validation is resumed with the validation, not with another epoch', async () => {
  const unbroken = optionsFor(busy);
  await train(unbroken);
  const controller = new AbortController();
  class StopsWhileValidating extends FakeEngine {
    override infer(...args: Parameters<FakeEngine['infer']>) {
      controller.abort();
      return super.infer(...args);
    }
  }
  const config = { ...busy, batchSize: 8 }; // 14 validation images: two batches, with the stop between them
  const stopped = optionsFor(config, { Engine: StopsWhileValidating, signal: controller.signal });
  assert.equal((await train(stopped)).finished, false);
  const { state } = await readRun(stopped.directory);
  assert.deepEqual([state?.epoch, state?.step], [1, 8]);
  const { directory } = stopped;
  await train({ ...optionsFor(config, { directory }), resume: true });
  const same = optionsFor(config);
  await train(same);
  assert.deepEqual(await outcome(directory), await outcome(same.directory));
});

test('a kill after an epoch leaves a run that resumes to the same end', async () => {
  const unbroken = optionsFor(busy);
  await train(unbroken);
  // What a kill leaves: the checkpoint of an earlier epoch, a log with a line too many and a half one, a later model.
  const killed = optionsFor(busy);
  await stopAfter(killed, 2 * STEPS, false);
  const { checkpoint, log } = runFiles(killed.directory);
  const before = await readFile(checkpoint);
  await stopAfter(killed, STEPS, true);
  await writeFile(checkpoint, before);
  await writeFile(log, `${await readFile(log, 'utf8')}{"epoch":`);
  await train({ ...killed, resume: true });
  assert.deepEqual(await outcome(killed.directory), await outcome(unbroken.directory));
});

test('a run killed before its first checkpoint starts over', async () => {
  const unbroken = optionsFor({});
  await train(unbroken);
  const killed = optionsFor({});
  await stopAfter(killed, 2, false);
  await rm(runFiles(killed.directory).checkpoint);
  await train({ ...killed, resume: true });
  assert.deepEqual(await outcome(killed.directory), await outcome(unbroken.directory));
});

test('a kill between the first model and its log line leaves a run that resumes to the same end', async () => {
  const unbroken = optionsFor({});
  await train(unbroken);
  const killed = optionsFor({});
  const { log } = runFiles(killed.directory);
  // The log cannot be written: the epoch ends right after its model, as if killed there.
  const onEvent = (event: TrainEvent): void => {
    if (event.type === 'start') mkdirSync(log);
  };
  await assert.rejects(train({ ...killed, onEvent }), OutputError);
  await rm(log, { recursive: true });
  await train({ ...killed, resume: true });
  assert.deepEqual(await outcome(killed.directory), await outcome(unbroken.directory));
});

test('resuming a finished run changes nothing and tells the same result', async () => {
  const options = optionsFor(busy);
  const first = await train(options);
  const model = await readFile(join(runFiles(options.directory).model, 'model.json'));
  const again = await train({ ...options, resume: true });
  assert.deepEqual(again, first);
  assert.deepEqual(await readFile(join(runFiles(options.directory).model, 'model.json')), model);
});

test('the kept weights are those of the best epoch: a run that ends there keeps the same', async () => {
  const input: Partial<ConfigInput> = { schedule: { kind: 'constant' }, learningRate: 0.05, epochs: 8 };
  const best = await train(optionsFor({ ...input, choose: 'best' }));
  const accuracies = best.epochs.map((record) => record.validation?.accuracy ?? Number.NaN);
  assert.equal(best.bestEpoch, accuracies.indexOf(Math.max(...accuracies)) + 1);
  assert.ok(best.bestEpoch < 8, 'the best epoch must not be the last one, or the test shows nothing');
  const last = await train(optionsFor({ ...input, choose: 'last', epochs: best.bestEpoch }));
  assert.equal(last.hash, best.hash);
  const longer = await train(optionsFor({ ...input, choose: 'last' }));
  assert.notEqual(longer.hash, best.hash);
});

test('the best weights survive a stop and the loss of the model folder', async () => {
  const input: Partial<ConfigInput> = { schedule: { kind: 'constant' }, learningRate: 0.05, epochs: 8 };
  const options = optionsFor({ ...input, choose: 'best' });
  const unbroken = optionsFor({ ...input, choose: 'best' });
  const { bestEpoch } = await train(unbroken);
  await stopAfter(options, bestEpoch * STEPS + 1, false);
  await rm(runFiles(options.directory).model, { recursive: true });
  await train({ ...options, resume: true });
  assert.deepEqual(await outcome(options.directory), await outcome(unbroken.directory));
});

test('the plateau schedule lowers the rate of the epochs after it', async () => {
  // At this rate no loss ever falls by the share that counts, so every epoch after the first is one too many.
  const schedule = { kind: 'plateau', patience: 0, factor: 0.5 } as const;
  const { epochs } = await train(optionsFor({ learningRate: 1e-9, schedule }));
  assert.deepEqual(
    epochs.map((record) => record.learningRate),
    [1e-9, 1e-9, 0.5e-9, 0.25e-9],
  );
});

test('early stopping ends after its patience and says so, also when resumed', async () => {
  // At this rate nothing ever changes, so the first epoch stays the best.
  const input: Partial<ConfigInput> = { learningRate: 1e-12, earlyStopping: 2, choose: 'last', epochs: 9 };
  const events: TrainEvent[] = [];
  const options = optionsFor(input, { onEvent: (event) => events.push(event) });
  const result = await train(options);
  assert.equal(result.finished, true);
  assert.equal(result.epochs.length, 3);
  assert.deepEqual(
    events.filter((event) => event.type === 'stopped'),
    [{ type: 'stopped', epoch: 3, reason: 'early' }],
  );
  const broken = optionsFor(input);
  await stopAfter(broken, 2 * STEPS + 1, false);
  assert.equal((await train({ ...broken, resume: true })).epochs.length, 3);
});

test('it learns, and the log tells what happened', async () => {
  const events: TrainEvent[] = [];
  const options = optionsFor({ epochs: 20, learningRate: 0.02 }, { onEvent: (event) => events.push(event) });
  const { epochs, rows } = await train(options);
  // Seven balanced classes: guessing gives 1/7. The blocks are told apart by a linear rule.
  assert.ok((epochs.at(-1)?.validation?.accuracy ?? 0) > 0.8);
  assert.ok(epochs[19].train.loss < epochs[0].train.loss);
  assert.deepEqual(rows, { train: 63, validation: 14, straddlersRemoved: 0 });
  assert.deepEqual(epochs[0].train.count, 63);
  assert.equal(events.filter((event) => event.type === 'step').length, 20 * STEPS);
  assert.deepEqual(events[0], { type: 'start', epochs: 20, firstEpoch: 1, stepsPerEpoch: STEPS });
  assert.equal(events.at(-1)?.type, 'done');
  assert.deepEqual((await readRun(options.directory)).epochs, epochs);
  assert.ok(options.engines.every((engine) => engine.closed));
});

test('the engine is told the optimiser, clipping, averaging and threads', async () => {
  const options = optionsFor(
    { epochs: 1, ema: 0.5, clipNorm: 2, decayAll: true },
    { threads: 3, profile: true },
  );
  const result = await train(options);
  const [engine] = options.engines;
  assert.equal(engine.options.threads, 3);
  const { optimizer } = options.config;
  assert.deepEqual(engine.options.training, { optimizer, clipNorm: 2, ema: 0.5, decayAll: true });
  assert.deepEqual(result.profile, [{ op: 'fake', seconds: 0 }]);
});

const roleCases: [string, Partial<ConfigInput>, string, string][] = [
  ['validation none', { validation: 'none', choose: 'last' }, 'unseen', 'none'],
  ['last epoch', { choose: 'last' }, 'watched', '1'],
  ['best epoch', { choose: 'best' }, 'chose the epoch', '1'],
  ['early stopping', { choose: 'last', earlyStopping: 3 }, 'chose the epoch', '1'],
  ['plateau', { choose: 'last', schedule: { kind: 'plateau' } }, 'chose the learning rate', '1'],
  ['a share of Training', { validation: { ratio: 0.2 }, choose: 'best' }, 'unseen', '0'],
];
for (const [name, input, role, split] of roleCases) {
  test(`roles and rows looked at: ${name} leaves PublicTest ${role}`, async () => {
    const options = optionsFor({ ...input, epochs: 1 });
    const { roles } = await train(options);
    assert.equal(roles.find((each) => each.split === 'PublicTest')?.role, role);
    assert.equal(roles.find((each) => each.split === 'PrivateTest')?.role, 'unseen');
    const looked = new Set([...options.engines[0].inferred].map((row) => `${dataset.splits[row]}`));
    assert.deepEqual([...looked], split === 'none' ? [] : [split]);
  });
}

test('a training image that is also in another split is dropped, unless told otherwise', async () => {
  const pixels = dataset.pixels.slice();
  const straddled = dataset.splits.indexOf(1); // a PublicTest row
  pixels.copyWithin(0, straddled * 2304, (straddled + 1) * 2304);
  const twin = { ...dataset, pixels };
  const dropped = await train(optionsFor({ epochs: 1 }, { dataset: twin }));
  assert.deepEqual(dropped.rows, { train: 62, validation: 14, straddlersRemoved: 1 });
  const kept = await train(optionsFor({ epochs: 1, dropStraddlers: false }, { dataset: twin }));
  assert.deepEqual(kept.rows, { train: 63, validation: 14, straddlersRemoved: 0 });
  // Whatever validates, a split that is called unseen has no copy among the training images.
  for (const validation of ['none', { split: 'PrivateTest' }, { ratio: 0.1 }] as const) {
    const { rows } = await train(optionsFor({ epochs: 1, choose: 'last', validation }, { dataset: twin }));
    assert.equal(rows.straddlersRemoved, 1, JSON.stringify(validation));
    const inTraining = rows.train + (validation !== 'none' && 'ratio' in validation ? rows.validation : 0);
    assert.equal(inTraining, 62, JSON.stringify(validation));
  }
});

test('a loss that is not finite stops the run with the place and advice; the checkpoint stays', async () => {
  let steps = 0;
  let before: Buffer | undefined;
  class BlowsUp extends FakeEngine {
    override async trainStep(...args: Parameters<FakeEngine['trainStep']>) {
      if (++steps === STEPS + 1) before = await readFile(runFiles(options.directory).checkpoint);
      const result = await super.trainStep(...args);
      return steps === STEPS + 3 ? { ...result, loss: Number.NaN } : result;
    }
  }
  const options = optionsFor({ schedule: { kind: 'constant' } }, { Engine: BlowsUp });
  await assert.rejects(train(options), (error: Error) => {
    assert.ok(error instanceof TrainingError);
    assert.match(
      error.message,
      /^The loss became NaN in epoch 2, step 3 of 4; start anew with a lower learning rate \(now 0\.003\), --clip 1 or a longer warm-up; the last good checkpoint is .*checkpoint\.safetensors \(end of epoch 1\)\.$/,
    );
    return true;
  });
  assert.deepEqual(await readFile(runFiles(options.directory).checkpoint), before);
  assert.ok(options.engines[0].closed);
});

test('weights that break without a sign in the loss are never saved', async () => {
  class BreaksWeights extends FakeEngine {
    steps = 0;
    override getWeights(which?: string) {
      const weights = super.getWeights(which);
      if (this.steps >= STEPS) weights.get('3.bias')!.data[2] = Number.POSITIVE_INFINITY;
      return weights;
    }
    override trainStep(...args: Parameters<FakeEngine['trainStep']>) {
      this.steps++;
      return super.trainStep(...args);
    }
  }
  const options = optionsFor({}, { Engine: BreaksWeights as typeof FakeEngine });
  await assert.rejects(
    train(options),
    /Tensor 3\.bias came to hold Infinity in epoch 1, step 4 of 4; .* no checkpoint was written yet/,
  );
  assert.deepEqual(await readdir(options.directory), ['config.json', 'steps.jsonl']);
});

test('a directory that holds a run, other files or no place at all is refused and left as it is', async () => {
  const options = optionsFor({ epochs: 1 });
  await train(options);
  const files = await readdir(options.directory);
  const config = await readFile(runFiles(options.directory).config);
  await assert.rejects(train(options), OutputError);
  assert.deepEqual(await readdir(options.directory), files);
  assert.deepEqual(await readFile(runFiles(options.directory).config), config);
  const under = join(runFiles(options.directory).config, 'run');
  await assert.rejects(train({ ...options, directory: under }), OutputError);
});

test('a checkpoint that is cut short or of another run is refused and left as it is', async () => {
  const options = optionsFor({});
  await stopAfter(options, STEPS + 1, false);
  const { checkpoint, log } = runFiles(options.directory);
  const [whole, lines] = [await readFile(checkpoint), await readFile(log)];
  const resume = { ...options, resume: true };
  await assert.rejects(train({ ...resume, dataset: fakeDataset(12, 2) }), /trained on another data set/);
  const config = { ...options.config, model: { ...fakeModel, name: 'wide' } };
  await assert.rejects(train({ ...resume, config }), /is of another network/);
  await assert.rejects(train({ ...resume, directory: join(root, 'nowhere') }), /holds no run/);
  assert.deepEqual([await readFile(checkpoint), await readFile(log)], [whole, lines]);
  await writeFile(checkpoint, whole.subarray(0, whole.length - 5));
  await assert.rejects(train(resume), ModelError);
  assert.equal((await readFile(checkpoint)).length, whole.length - 5);
  assert.equal(options.engines.length, 1, 'no engine is started for a run that cannot go on');
});

test('trained on all splits, none is called unseen', async () => {
  const { roles, rows } = await train(
    optionsFor({ trainSplit: 'all', validation: { ratio: 0.1 }, epochs: 1 }),
  );
  assert.equal(rows.train + rows.validation, dataset.count);
  for (const split of dataset.splitNames) {
    assert.equal(roles.find((each) => each.split === split)?.role, 'train');
  }
});

test('a split that is unknown or lacks a class is named', async () => {
  await assert.rejects(train(optionsFor({ validation: { split: 'Valid' } })), /no rows in the split Valid/);
  const labels = dataset.labels.map((label) => (label === 1 ? 0 : label));
  const poor = optionsFor({}, { dataset: { ...dataset, labels } });
  await assert.rejects(train(poor), /split Training: no row of class disgust/);
});

test('data that does not fit leaves no directory behind', async () => {
  const options = optionsFor({});
  const soft = { ...dataset, targets: new Float32Array(dataset.count * 7) };
  await assert.rejects(train({ ...options, dataset: soft }), UsageError);
  await assert.rejects(train({ ...options, dataset: { ...dataset, classes: ['a', 'b'] } }), ModelError);
  await assert.rejects(readdir(options.directory), /ENOENT/);
});
