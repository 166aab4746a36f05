/** The golden runner on every directory of reference values at hand, and on values that were tampered with. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkTwin } from '../../src/engine/reference/check.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/export/safetensors.js';
import { type Outcome, runCases } from './cases.js';
import { runGolden } from './run.js';

// dist/test/golden/golden.test.js → the sources' own folder, which holds the small values.
const small = fileURLToPath(new URL('../../../test/golden/small', import.meta.url));
/** PyTorch's values, where they are at hand. */
const large = resolve('../shared/golden');

/** The first final tensor of the small directory's first trajectory. */
function firstFinal(): { trajectory: string; tensor: string } {
  const file = readdirSync(small).find((name) => /^trajectory-.*\.safetensors$/.test(name))!;
  const { tensors } = decodeSafetensors(readFileSync(join(small, file)), file);
  const tensor = [...tensors.keys()].find((name) => name.startsWith('final/'))!;
  return { trajectory: file.replace(/\.safetensors$/, ''), tensor };
}

const past = (outcomes: readonly Outcome[]): string[] =>
  outcomes
    .filter(({ error, tolerance }) => !(error <= tolerance))
    .map(({ name, worst }) => `${name}: ${worst}`);

for (const directory of [small, large].filter(existsSync)) {
  test(`every value of ${directory === small ? 'the small directory' : 'PyTorch’s'} within tolerance`, async () => {
    const outcomes = await runGolden(directory);
    assert.deepEqual(past(outcomes), []);
    // Eleven layers and two trajectories of four lines each, at least.
    assert.ok(outcomes.length >= 19, `only ${outcomes.length} outcomes`);
  });
}

if (existsSync(large)) {
  test('the float64 twins give every layer’s value of PyTorch’s to the last bit of float32', async () => {
    // Half a unit in the last place for the golden value's rounding, as much for ours; a loss is the engine's own.
    const outcomes = (await runCases(large, checkTwin)).filter(({ name }) => !name.startsWith('softmax'));
    const failures = outcomes.filter(({ error }) => !(error <= 2 ** -23));
    assert.deepEqual(failures, []);
  });
}

describe('the runner notices', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vultus-golden-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** The failures after one tensor of a copy was changed. */
  async function failuresWith(
    file: string,
    tensor: string,
    change: (data: Float32Array) => void,
  ): Promise<string[]> {
    const copy = join(folder, `${file}-${tensor}`.replaceAll('/', '-'));
    cpSync(small, copy, { recursive: true });
    const path = join(copy, `${file}.safetensors`);
    const { tensors } = decodeSafetensors(readFileSync(path), path);
    change(tensors.get(tensor)!.data);
    writeFileSync(path, encodeSafetensors(tensors));
    return past(await runGolden(copy));
  }

  /** Adds 1e-4 of the largest value to the largest value. */
  const nudge = (data: Float32Array) => {
    const largest = data.reduce((best, value, i) => (Math.abs(value) > Math.abs(data[best]) ? i : best), 0);
    data[largest] *= 1 + 1e-4;
  };

  const winograd = 'conv_n1_c26_5x6_k25_3x3_s1_p1_g1';
  const layers = [
    ...['y', 'dx', 'dw', 'db'].map((value) => [winograd, value]),
    ['maxpool_n2_c5_8x7_k3_s2_p1', 'dx'],
    ['batchnorm_n3_c7_5x6', 'running_var'],
    ['softmax_cross_entropy_n8_k7_ls0.1', 'loss'],
  ];
  for (const [entry, value] of layers) {
    test(`a ten-thousandth more in ${entry}/${value}, and which it was`, async () => {
      assert.deepEqual(await failuresWith('layers', `${entry}/${value}`, nudge), [`${entry}: ${value}`]);
    });
  }

  /** Runs a copy one of whose tensors was left out. */
  async function runWithout(file: string, tensor: string): Promise<Outcome[]> {
    const copy = join(folder, `without-${tensor}`.replaceAll('/', '-'));
    cpSync(small, copy, { recursive: true });
    const path = join(copy, `${file}.safetensors`);
    const { tensors } = decodeSafetensors(readFileSync(path), path);
    assert.ok(tensors.delete(tensor));
    writeFileSync(path, encodeSafetensors(tensors));
    return runGolden(copy);
  }

  test('a reference that is missing', async () => {
    await assert.rejects(runWithout('layers', `${winograd}/y`), /no reference to compare with/);
    const { trajectory, tensor } = firstFinal();
    await assert.rejects(runWithout(trajectory, tensor), /no reference for/);
  });

  test('a value that is not a number', async () => {
    const failures = await failuresWith('layers', 'dense_n5_33_7/y', (data) => data.fill(Number.NaN, 3, 4));
    assert.deepEqual(failures, ['dense_n5_33_7: y']);
  });

  test('a loss, a final weight and a logit that training does not lead to', async () => {
    const name = 'trajectory-residual-sgd';
    const grow = (data: Float32Array) => data.set(data.map((value) => value * 1.2));
    const losses = ['first loss', 'first three losses', 'losses'].map((what) => `${name} ${what}: loss`);
    assert.deepEqual(await failuresWith(name, 'losses', grow), losses);
    assert.deepEqual(await failuresWith(name, 'final/3.c1.weight', grow), [
      `${name} final weights: 3.main.0.weight`,
    ]);
    assert.deepEqual(await failuresWith(name, 'eval_logits', grow), [`${name} evaluation: logits`]);
  });
});
