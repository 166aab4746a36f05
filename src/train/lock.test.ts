import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { EngineOptions } from '../engine/api.js';
import { OutputError } from '../util/errors.js';
import { completeConfig } from './config.js';
import type { TrainEvent } from './events.js';
import { FakeEngine, fakeDataset, fakeModel } from './fake-engine.test.helper.js';
import { RunLock } from './lock.js';
import { train } from './loop.js';

const directory = await mkdtemp(join(tmpdir(), 'vultus-lock-'));
after(() => rm(directory, { recursive: true }));
const file = join(directory, '.lock');
const inUse = (error: unknown): boolean =>
  error instanceof OutputError && /is being trained by process \d+; wait for its end, or/.test(error.message);

test('a lock is held once, by this process or another one, and can be taken again when given back', async () => {
  const [one, two] = [new RunLock(directory), new RunLock(directory)];
  await one.take();
  await assert.rejects(two.take(), inUse);
  await two.release(); // It has nothing to give back.
  await assert.rejects(two.take(), inUse);
  await one.release();
  assert.deepEqual(await readdir(directory), []);
  await writeFile(file, `${process.ppid}\n`);
  await assert.rejects(two.take(), inUse);
  await rm(file);
});

test('a lock whose process has ended is overridden, one with this process number from an earlier life too', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  for (const stale of [`${pid}\n`, `${process.pid}\n`, '', 'x']) {
    await writeFile(file, stale);
    const lock = new RunLock(directory);
    await lock.take();
    await lock.release();
    assert.deepEqual(await readdir(directory), []);
  }
});

test('two trainings of one run do not mix, and neither end nor error leaves the lock', async () => {
  const options = {
    config: completeConfig({ model: fakeModel, epochs: 1, batchSize: 16 }),
    dataset: fakeDataset(),
    directory: join(directory, 'run'),
    createEngine: async (engine: EngineOptions) => new Patient(engine),
  };
  const second: Promise<unknown>[] = [];
  class Patient extends FakeEngine {
    override async trainStep(...args: Parameters<FakeEngine['trainStep']>) {
      await second[0]; // The first training goes on only when the second one has been answered.
      return super.trainStep(...args);
    }
  }
  const onEvent = (event: TrainEvent): void => {
    if (event.type === 'start') second.push(train({ ...options, resume: true }).catch((error) => error));
  };
  await train({ ...options, onEvent });
  assert.ok(inUse(await second[0]));
  assert.ok(!(await readdir(options.directory)).includes('.lock'));
  const fails = async (): Promise<FakeEngine> => {
    throw new Error('no engine');
  };
  await assert.rejects(train({ ...options, resume: true, createEngine: fails }), /no engine/);
  assert.ok(!(await readdir(options.directory)).includes('.lock'));
});
