/** The event files of a run: what they hold, and that files written live, resumed and made afterwards are the same. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readEvents } from '../export/read-events.test.helper.js';
import { completeConfig } from './config.js';
import { FakeEngine, fakeDataset, fakeModel } from './fake-engine.test.helper.js';
import { type RunOptions, train } from './loop.js';
import { readRun, runFiles } from './run-directory.js';
import { TensorBoardLog } from './tensorboard.js';

const root = await mkdtemp(join(tmpdir(), 'vultus-board-'));
after(() => rm(root, { recursive: true }));

// 63 training images: four steps an epoch.
const optionsFor = (name: string, fields = {}): RunOptions => ({
  config: completeConfig({ model: fakeModel, epochs: 3, batchSize: 16, ...fields }),
  dataset: fakeDataset(),
  directory: join(root, name),
  createEngine: async (options) => new FakeEngine(options),
  tensorboard: true,
});

/** The events of a curve, of its only file. */
async function eventsOf(directory: string, curve: string) {
  const folder = join(runFiles(directory).tensorboard, curve);
  const names = await readdir(folder);
  assert.equal(names.length, 1, names.join());
  return readEvents(await readFile(join(folder, names[0])));
}

test('every line of both logs is there, at its epoch or step, with rising times', async () => {
  const options = optionsFor('whole');
  await train(options);
  const { epochs, steps, started } = await readRun(options.directory);
  const training = (await eventsOf(options.directory, 'training')).slice(2);
  const validation = (await eventsOf(options.directory, 'validation')).slice(2);
  const curve = (events: typeof training, tag: string) =>
    events.filter((event) => event.tag === tag).map(({ step, value }) => [step, value]);
  const float = Math.fround;
  assert.equal(steps.length, 12);
  assert.deepEqual(
    curve(training, 'step/loss'),
    steps.map(({ update, loss }) => [update, float(loss)]),
  );
  assert.deepEqual(
    curve(training, 'epoch/gradient norm'),
    epochs.map(({ epoch, gradientNorm }) => [epoch, float(gradientNorm)]),
  );
  assert.deepEqual(
    curve(validation, 'epoch/accuracy'),
    epochs.map(({ epoch, validation }) => [epoch, float(validation!.accuracy)]),
  );
  const tags = ['loss', 'accuracy', 'learning rate', 'gradient norm', 'images per second'];
  const both = ['step', 'epoch'].flatMap((by) => tags.map((tag) => `${by}/${tag}`));
  assert.deepEqual([...new Set(training.map(({ tag }) => tag))], both);
  const times = training.map(({ time }) => time!);
  assert.ok(times.every((time, i) => time >= (times[i - 1] ?? Date.parse(started) / 1000)));
});

test('files made afterwards have the bytes of those written live, and take their place', async () => {
  const options = optionsFor('live');
  await train(options);
  const bytes = async (curve: string) => {
    const folder = join(runFiles(options.directory).tensorboard, curve);
    const [name, ...others] = await readdir(folder);
    assert.deepEqual(others, []);
    return readFile(join(folder, name));
  };
  const live = [await bytes('training'), await bytes('validation')];
  await TensorBoardLog.open(await readRun(options.directory));
  assert.deepEqual([await bytes('training'), await bytes('validation')], live);
});

test('a run that was stopped, and killed before its next checkpoint, has every step once', async () => {
  const options = optionsFor('resumed', { validation: 'none', choose: 'last' });
  const controller = new AbortController();
  const stopped = await train({
    ...options,
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === 'step' && event.epoch === 2 && event.step === 2) controller.abort();
    },
  });
  assert.equal(stopped.finished, false);
  // The second start dies in the third epoch: what it logged after the checkpoint will come again.
  class Dies extends FakeEngine {
    override trainStep(...args: Parameters<FakeEngine['trainStep']>) {
      if (args[2] === 10) throw new Error('killed');
      return super.trainStep(...args);
    }
  }
  await assert.rejects(
    train({ ...options, resume: true, createEngine: async (given) => new Dies(given) }),
    /killed/,
  );
  assert.equal((await readRun(options.directory)).steps.length, 10);
  // It goes on with them without being asked to.
  await train({ ...options, resume: true, tensorboard: false });
  const events = (await eventsOf(options.directory, 'training')).slice(2);
  const steps = events.filter(({ tag }) => tag === 'step/accuracy').map(({ step }) => step);
  assert.deepEqual(steps, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  const epochs = events.filter(({ tag }) => tag === 'epoch/accuracy').map(({ step }) => step);
  assert.deepEqual(epochs, [1, 2, 3]);
  assert.deepEqual(await readdir(runFiles(options.directory).tensorboard), ['training']);
});

test("a run of its own is not asked for, and others' files stay", async () => {
  const options = { ...optionsFor('plain'), tensorboard: false };
  await train(options);
  const { tensorboard } = runFiles(options.directory);
  await assert.rejects(readdir(tensorboard));
  await mkdir(join(tensorboard, 'training'), { recursive: true });
  await writeFile(join(tensorboard, 'training', 'events.out.tfevents.1.keras'), 'theirs');
  await TensorBoardLog.open(await readRun(options.directory));
  assert.equal((await readdir(join(tensorboard, 'training'))).length, 2);
});
