/**
 * The plan: memory that is shared never mixes up buffers, and barriers stand wherever data depends. On random calls by
 * simulation; on whole networks by letting the threads go in other orders between barriers.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { host } from '#engine-host';
import { initialise } from '../model/initialise.js';
import { zoo, zooModel } from '../model/zoo/index.js';
import { Purpose, RandomStream } from '../util/random.js';
import type { Kernels } from './contracts.js';
import { compileAll } from './engine.js';
import { importParameters } from './parameters.js';
import { assemble, type Buffer, type Call, type Op, placeFixed, type Ref, ref } from './plan.js';
import { CONTROL } from './regions.js';
import { walk } from './walk.js';

/** Random calls over arena buffers, fixed buffers and parts of them. */
function drawCalls(random: RandomStream): { calls: Call[]; arenaBase: number } {
  const buffers = Array.from({ length: 3 + random.integer(12) }, (_, id): Buffer => {
    const fixed = random.chance(0.3);
    const bytes = 64 * (1 + random.integer(20));
    return { name: `${id}`, bytes, fixed, pinned: !fixed && random.chance(0.1), address: 0 };
  });
  const arenaBase = placeFixed(
    buffers.filter((buffer) => buffer.fixed),
    0,
  );
  const place = (): Ref => {
    const buffer = buffers[random.integer(buffers.length)];
    if (!buffer.fixed || random.chance(0.5)) return ref(buffer);
    const offset = 64 * random.integer(buffer.bytes / 64);
    return ref(buffer, offset, 64);
  };
  const calls = Array.from({ length: 4 + random.integer(30) }, (_, number): Call => {
    const [x, y] = [place(), place()];
    const args = { x, y, count: number };
    return { kernel: 'reluForward', args, reads: [x], writes: [y], label: `${number}`, macs: 0 };
  });
  return { calls, arenaBase };
}

function rangeOf({ buffer, offset, bytes = buffer.bytes - offset }: Ref): [number, number] {
  return [buffer.address + offset, buffer.address + offset + bytes];
}

const meet = (a: readonly Ref[], b: readonly Ref[]): boolean =>
  a.some((x) => b.some((y) => rangeOf(x)[0] < rangeOf(y)[1] && rangeOf(y)[0] < rangeOf(x)[1]));

test('500 random plans: no op depends on another since the last barrier, and no barrier stands without need', () => {
  for (let number = 0; number < 500; number++) {
    const { calls, arenaBase } = drawCalls(new RandomStream(6, Purpose.bootstrap, number));
    const { ops } = assemble(calls, arenaBase);
    let since = 0; // first op after the last barrier
    ops.forEach((op, index) => {
      const depends = (from: number) =>
        calls.slice(from, index).some((earlier) => {
          const { reads, writes } = calls[index];
          return meet(reads, earlier.writes) || meet(writes, earlier.writes) || meet(writes, earlier.reads);
        });
      assert.equal(op.barrier, depends(since), `plan ${number}, op ${index}`);
      if (op.barrier) since = index;
    });
  }
});

test('500 random plans: what an op reads is what was last written to that very buffer', () => {
  for (let number = 0; number < 500; number++) {
    const { calls, arenaBase } = drawCalls(new RandomStream(7, Purpose.bootstrap, number));
    const { buffers, memoryBytes } = assemble(calls, arenaBase);
    // One token for every 64 bytes: in memory, and in each buffer as if it had memory of its own.
    const memory = new Array<string>(memoryBytes / 64).fill('');
    const own = new Map(buffers.map((buffer) => [buffer, [] as string[]]));
    const visit = (place: Ref, look: (line: number, tokens: string[], at: number) => void) => {
      const [start, end] = rangeOf(place);
      for (let line = start / 64; line < end / 64; line++) {
        look(line, own.get(place.buffer)!, line - place.buffer.address / 64);
      }
    };
    const write = (place: Ref, token: string) =>
      visit(place, (line, tokens, at) => {
        memory[line] = token;
        tokens[at] = token;
      });
    const readsFirst = (buffer: Buffer) => {
      const first = calls.find(({ reads, writes }) => [...reads, ...writes].some((r) => r.buffer === buffer));
      return first?.reads.some((r) => r.buffer === buffer);
    };
    // What is read before it is written, the caller has filled.
    for (const buffer of buffers) if (readsFirst(buffer)) write(ref(buffer), `given ${buffer.name}`);
    const check = (place: Ref) =>
      visit(place, (line, tokens, at) => {
        if (tokens[at] !== undefined) assert.equal(memory[line], tokens[at], `plan ${number}`);
      });
    for (const call of calls) {
      call.reads.forEach(check);
      for (const place of call.writes) write(place, call.label);
    }
    for (const buffer of buffers) if (buffer.pinned || buffer.fixed) check(ref(buffer));
  }
});

test('a call that lacks an argument of its contract, or has one too many, is an error', () => {
  const place = ref({ name: 'x', bytes: 64, fixed: true, address: 0 });
  const call = (args: Call['args']): Call[] => [
    { kernel: 'reluForward', args, reads: [place], writes: [place], label: '', macs: 0 },
  ];
  assert.throws(() => assemble(call({ x: place, y: place }), 64), /lacks its argument count/);
  assert.throws(() => assemble(call({ x: place, y: place, count: 1, z: 2 }), 64), /takes no argument z/);
});

const THREADS = 3;
const BATCH = 2;

/** One training step of a zoo network, from an arena full of NaN; `order` of the threads between two barriers. */
async function trainOnce(name: string, order: readonly number[], barriers: boolean) {
  const model = zooModel(name);
  const optimizer = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 1e-3 } as const;
  const training = { optimizer, clipNorm: 1, ema: 0.9 };
  const { graph, regions, programs, memoryBytes } = compileAll({
    ...{ model, batchSize: BATCH, threads: THREADS, training },
  });
  const { plan, input, inputOps } = programs.get('train')!;
  const pages = Math.ceil(memoryBytes / 65536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const floats = new Float32Array(memory.buffer);
  const random = new RandomStream(8, Purpose.bootstrap);
  const { scratch, parameters, control, targets, weights, gradients } = regions;
  for (const buffer of [...plan.buffers.filter((b) => !b.fixed), scratch]) {
    floats.fill(Number.NaN, buffer.address / 4, (buffer.address + buffer.bytes) / 4);
  }
  const part = ({ address, bytes }: Buffer) => floats.subarray(address / 4, (address + bytes) / 4);
  importParameters(graph.parameters, part(parameters), initialise(model, 1));
  part(weights).fill(1);
  for (let i = 0; i < BATCH; i++) part(targets)[i * 7 + i] = 1;
  part(control).set([0.01, 1, 10, 31.6], CONTROL.hyper / 4);
  new Float64Array(memory.buffer)[(control.address + CONTROL.inverseWeightSum) / 8] = 1 / BATCH;
  const { floats: perImage } = graph.tensors[graph.input];
  for (let i = 0; i < BATCH * perImage; i++) {
    floats[(input.buffer.address + input.offset) / 4 + i] = random.uniform(-1, 1);
  }
  const instance = new WebAssembly.Instance(await host.loadKernels(), { env: { memory } });
  const kernels = instance.exports as unknown as Kernels;
  for (const range of segments(plan.ops, inputOps, barriers)) {
    const stretch = { ...range, n: BATCH, batchSize: BATCH };
    for (const tid of order) walk(kernels, plan.ops, stretch, { tid, threads: THREADS, barrier: () => {} });
  }
  const results = [
    part(gradients),
    part(parameters),
    part(regions.ema),
    part(control).subarray(CONTROL.result / 4),
  ];
  const finite = results.every((values) => values.every(Number.isFinite));
  const hash = createHash('sha256');
  for (const values of results) hash.update(new Uint8Array(values.slice().buffer));
  return { finite, hash: hash.digest('hex') };
}

/** Stretches of ops without a barrier between. */
function segments(ops: readonly Op[], from: number, barriers: boolean): { from: number; to: number }[] {
  const starts = ops.flatMap((op, index) =>
    index === from || (barriers && index > from && op.barrier) ? [index] : [],
  );
  return starts.map((start, i) => ({ from: start, to: starts[i + 1] ?? ops.length }));
}

for (const name of Object.keys(zoo)) {
  test(`${name}: threads may go in any order between barriers, and nothing unwritten is read`, async () => {
    const wanted = await trainOnce(name, [0, 1, 2], true);
    assert.ok(wanted.finite, 'a kernel read memory that nothing had written');
    for (const order of [
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      assert.deepEqual(await trainOnce(name, order, true), wanted, `${order}`);
    }
    // Without barriers the same orders do harm: this check can fail.
    assert.notDeepEqual(await trainOnce(name, [2, 1, 0], false), wanted);
  });
}
