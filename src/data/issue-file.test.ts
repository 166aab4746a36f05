/** Label issues written and read back: the same rows for the same data, and never for other data. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DataError, OutputError } from '../util/errors.js';
import { inFolder } from './fixtures.test.helper.js';
import { type IssueRow, issuesCsv, writeIssues } from './issue-file.js';
import { readIssues } from './read-issues.js';
import { synthesise } from './synth.js';

const dataset = synthesise({ count: 35, seed: 2 });
const issue = (row: number): IssueRow => ({
  row,
  label: dataset.labels[row],
  suggested: (dataset.labels[row] + 1) % 7,
  ...{ labelProbability: 0.01, suggestedProbability: 2 / 3, score: 0.17 },
});
const issues = [9, 3, 27].map(issue);

test('the rows come back in the order of the file', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'issues.csv');
    await writeIssues(path, dataset, 'Training', issues, { images: 28 });
    assert.deepEqual(await readIssues(path, dataset), { rows: [9, 3, 27], split: 'Training' });
    assert.equal(JSON.parse(await readFile(join(folder, 'issues.json'), 'utf8')).images, 28);
    const targets = new Float32Array(35 * 7).fill(1 / 7);
    const voted = { ...dataset, targets, fingerprint: 'of other targets' };
    assert.deepEqual((await readIssues(path, voted)).rows, [9, 3, 27]);
  }));

test('a file that was thinned out by hand is not written over', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'issues.csv');
    await writeIssues(path, dataset, 'all', issues);
    await writeIssues(path, dataset, 'all', issues, { more: true });
    const lines = (await readFile(path, 'utf8')).split('\n');
    const thinned = [lines[0], lines[2], ''].join('\n');
    await writeFile(path, thinned);
    await assert.rejects(writeIssues(path, dataset, 'all', issues), OutputError);
    assert.equal(await readFile(path, 'utf8'), thinned);
  }));

test('lines may be taken out, columns added', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'issues.csv');
    await writeIssues(path, dataset, 'all', issues);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    assert.equal(lines.length, 4);
    const kept = [lines[0], lines[3], lines[1]].map((line, i) => `${line},${i === 0 ? 'note' : '"a, b"'}`);
    await writeFile(path, `${kept.join('\r\n')}\r\n`);
    assert.deepEqual((await readIssues(path, dataset)).rows, [27, 9]);
  }));

test('names with commas and quotes are quoted', () => {
  const named = { ...dataset, splitNames: ['a, "b"', 'c'] };
  assert.match(issuesCsv(named, [issue(0)]), /\n1,0,("a, ""b"""|c),/);
});

test('a file that does not fit the data is refused with the place', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'issues.csv');
    await writeIssues(path, dataset, 'Training', issues);
    const text = await readFile(path, 'utf8');
    const refused = async (changed: string, message: RegExp) => {
      await writeFile(path, changed);
      await assert.rejects(readIssues(path, dataset), (error: unknown) => {
        assert.ok(error instanceof DataError);
        assert.match(error.message, message);
        return true;
      });
    };
    const [head, first, second] = text.split('\n');
    await refused(text.replace('rank,row', 'rank,number'), /line 1: no column is named row/);
    await refused(`${text}${second}\n`, /line 5: row 3 stands there twice/);
    await refused(`${head}\n${first.replace(',9,', ',35,')}\n`, /line 2: "35" is no row .* 0 to 34/);
    await refused(`${head}\n${first.replace(',9,', ',-9,')}\n`, /line 2: "-9" is no row/);
    await refused(`${head}\n${first.replace(',9,', ',10,')}\n`, /line 2: row 10 of .* does not say/);
    await refused(`${text}1,2\n`, /no csv of label issues/);
    await refused('"', /no csv of label issues/);
    await writeFile(path, text);
    await assert.rejects(readIssues(path, synthesise({ count: 35, seed: 3 })), /made for other data/);
    await writeFile(join(folder, 'issues.json'), '{}');
    await assert.rejects(readIssues(path, dataset), /issues\.json is not what vultus labels wrote/);
    await rm(join(folder, 'issues.json'));
    await assert.rejects(readIssues(path, dataset), /issues\.json, .* keep the two together/);
    await assert.rejects(readIssues(join(folder, 'none.csv'), dataset), DataError);
  }));
