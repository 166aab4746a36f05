import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DataError } from '../util/errors.js';
import { writeProbabilities } from './probabilities-csv.js';
import { readProbabilities } from './read-probabilities.js';
import type { Dataset } from './types.js';

const folder = mkdtempSync(join(tmpdir(), 'vultus-probabilities-'));
after(() => rmSync(folder, { recursive: true }));

const dataset = {
  source: 'faces.csv',
  count: 3,
  classes: ['yes', 'no, or "not yet"'],
  labels: Uint8Array.of(0, 1, 0),
} as unknown as Dataset;
const path = join(folder, 'p.csv');

test('what was written comes back at its rows, to seven decimals', async () => {
  const probabilities = Float32Array.of(0.25, 0.75, 1 / 3, 2 / 3);
  await writeProbabilities(path, dataset, Uint32Array.of(2, 1), Uint8Array.of(0, 1), probabilities);
  const { rows, table } = await readProbabilities(path, dataset);
  assert.deepEqual(rows, Uint32Array.of(2, 1));
  assert.deepEqual(table, Float32Array.of(0, 0, 0.3333333, 0.6666667, 0.25, 0.75));
});

test('lines that are not of the data set, and numbers that are no probabilities, are named', async () => {
  const read = async (lines: string) => {
    writeFileSync(path, lines);
    return await readProbabilities(path, dataset);
  };
  const head = 'row,label,p_yes,"p_no, or ""not yet"""\n';
  const refused = async (lines: string, message: RegExp) =>
    await assert.rejects(read(lines), (error) => error instanceof DataError && message.test(error.message));
  await refused('row,label,p_yes\n0,yes,1\n', /line 1: no column is named p_no/);
  await refused(`${head}3,yes,0.5,0.5\n`, /line 2: "3" is no row of faces\.csv; give a number from 0 to 2/);
  await refused(`${head}1,yes,0.5,0.5\n`, /row 1 of faces\.csv is no, or "not yet", not yes/);
  await refused(`${head}0,yes,0.5,0.5\n0,yes,0.5,0.5\n`, /line 3: row 0 stands there twice/);
  for (const pair of ['0.5,0.4', '1.5,-0.5', 'NaN,1', ',1']) {
    await refused(`${head}0,yes,${pair}\n`, /line 2: .* no probabilities that sum to 1/);
  }
  await assert.rejects(readProbabilities(join(folder, 'none.csv'), dataset), DataError);
});
