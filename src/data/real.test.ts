/** Reads the real FER2013 where a copy lies beside the project; skipped elsewhere. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { judgeLabel } from '../evaluate/referee.js';
import { describeDataset } from './describe.js';
import { inFolder } from './fixtures.test.helper.js';
import { readDataset } from './read.js';
import { removeStraddlers, requireEveryClass, rowsOfSplit, splitStratified } from './split.js';
import { voteVerdicts } from './verdicts.js';
import { readVotes } from './votes.js';

const CSV = resolve('..', 'shared', 'data', 'fer2013.csv.gz');
const VOTES = resolve('..', 'shared', 'data', 'fer2013new.csv');
const skip = !existsSync(CSV) || !existsSync(VOTES);

test('FER2013: published counts, splits without straddlers, FER+ votes, a packed second read', { skip }, () =>
  inFolder(async (folder) => {
    // The packed copy goes to a folder of this test's own, unless the data's folder may be written.
    const cacheFolder = join(folder, 'cache');
    const dataset = await readDataset(CSV, { cacheFolder });
    const again = await readDataset(CSV, { cacheFolder, votes: VOTES });
    assert.equal(dataset.count, 32_298);
    assert.ok(
      Buffer.from(again.pixels.buffer, again.pixels.byteOffset, again.pixels.length).equals(dataset.pixels),
    );
    const d = describeDataset(again);
    assert.deepEqual(
      d.splits.map(({ name, rows }) => [name, rows]),
      [
        ['Training', 28_709],
        ['PublicTest', 3_589],
      ],
    );
    // Goodfellow et al. 2013's counts of the training split; this copy may differ from them by 4.
    const published = [3995, 436, 4097, 7215, 4830, 3171, 4965];
    d.splits[0].classes.forEach((c, i) => {
      assert.ok(Math.abs(c.count - published[i]) <= 4, `${c.name}: ${c.count}`);
    });
    const train = rowsOfSplit(dataset, 'Training');
    requireEveryClass(dataset, train, 'split Training');
    const split = splitStratified(dataset, train, 0.1, 7);
    assert.equal(removeStraddlers(dataset, split.train, split.validation).removed, 0);
    assert.ok(removeStraddlers(dataset, train, rowsOfSplit(dataset, 'PublicTest')).removed > 0);
    // Counted apart from this project, with Python's csv module: labels of Training that most FER+ voters call wrong.
    const verdicts = voteVerdicts(dataset, await readVotes(VOTES), VOTES);
    const judged = [...train].map((row) => judgeLabel(verdicts[row], dataset.labels[row], 0));
    assert.deepEqual(
      [judged.filter(({ wrong }) => wrong).length, judged.filter(({ outside }) => outside).length],
      [9477, 667],
    );
    for (let row = 0; row < again.count; row += 97) {
      const sum = again.targets!.subarray(row * 7, row * 7 + 7).reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(sum - 1) < 7 * 2 ** -23, 'seven float32 roundings');
    }
  }),
);
