import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ours, type Task, trainingPeers, withNetworks } from './commands.js';
import { type Contender, inTurn, startAll, startContender } from './contender.js';

const task = { batch: 4, threads: 1, python: 'no-such-python' };
const here = [process.execPath];

/** Starts ours on the tiny network. */
function withTiny(use: (task: Task) => Promise<void>): Promise<void> {
  return withNetworks(['tiny'], ([network]) => use({ ...task, network }));
}

describe('our contenders speak the protocol', () => {
  for (const script of ['train', 'infer'] as const) {
    test(script, () =>
      withTiny(async (tiny) => {
        const contender = await startContender(ours(script, here, tiny)[0]);
        assert.ok(!('why' in contender), JSON.stringify(contender));
        assert.match(contender.version, new RegExp(`Node ${process.versions.node}, revectorised`));
        assert.equal(contender.parameters, tiny.network.parameters);
        const { seconds, each } = await contender.run(3);
        assert.equal(each.length, 3);
        const sum = each.reduce((total, one) => total + one, 0);
        assert.ok(Math.abs(seconds - sum) < 1e-6 && each.every((one) => one > 0), `${seconds}, ${each}`);
        // Node alone takes more than 10 MB, and tiny less than 1 GB.
        const peak = await contender.peakMemory();
        assert.ok(peak > 1e7 && peak < 1e9, `${peak}`);
        contender.close();
      }),
    );
  }
});

test('contenders on the same Node have names of their own', () =>
  withTiny(async (tiny) => {
    const names = ours('train', [...here, ...here, ...here], tiny).map(({ name }) => name);
    assert.equal(new Set(names).size, 3);
    assert.ok(names.every((name) => name.startsWith(`ours, Node ${process.versions.node}`)));
  }));

test('a contender that cannot be started is missing, with the reason', () =>
  withTiny(async (tiny) => {
    const { contenders, missing } = await startAll(trainingPeers(tiny), tiny.network.parameters);
    assert.deepEqual(contenders, []);
    assert.ok(missing.length >= 3);
    for (const { why } of missing) assert.match(why, /no-such-python/);
  }));

test('a program that fails is missing with the line that says why', async () => {
  const args = ['-e', 'throw new TypeError("torch is not here")'];
  const failing = await startContender({ name: 'failing', command: process.execPath, args });
  assert.deepEqual(failing, { name: 'failing', why: 'TypeError: torch is not here' });
});

test('a contender with another network is refused', () =>
  withTiny(async (tiny) => {
    await assert.rejects(startAll(ours('infer', here, tiny), 12), /ours has \d+ parameters, not 12/);
  }));

test('contenders run in turn, and rounds of warming up do not count', async () => {
  const order: string[] = [];
  const fake = (name: string): Contender => ({
    ...{ name, version: '', parameters: 0, close() {}, peakMemory: async () => 0 },
    async run(steps) {
      order.push(name);
      return { seconds: order.length, each: new Array(steps).fill(1) };
    },
  });
  const timings = await inTurn([fake('a'), fake('b')], { rounds: 2, warmUp: 1, steps: 1 });
  assert.equal(order.join(''), 'ababab');
  assert.deepEqual(
    timings.get('b')!.map(({ seconds }) => seconds),
    [4, 6],
  );
});
