/** `vultus average`: two runs as one network, which every other command takes. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { outputOf, temporaryFolder, vultus } from './run-cli.js';

const { path: folder, remove } = temporaryFolder();
after(remove);
const at = (...names: string[]): string => join(folder, ...names);

const run = (...args: string[]) => outputOf(args, folder);

before(async () => {
  await run('synth', '--count', '700', '--out', 'faces.csv');
  const train = ['train', '--data', 'faces.csv', '--model', 'tiny', '--validation', '0.2', '--threads', '1'];
  await run(...train, '--epochs', '2', '--out', 'one');
  await run(...train, '--epochs', '1', '--lr', '0.01', '--out', 'two');
  await run('average', 'one', 'two', '--out', 'both', '--half');
});

describe('average', () => {
  test('says what it wrote, in words and as JSON, and the same hash again', async () => {
    const told = await run('average', 'one', 'two', '--out', 'told');
    const json = JSON.parse(await run('average', 'one', 'two', '--out', 'json', '--json'));
    assert.deepEqual([json.models, json.half], [['one', 'two'], false]);
    assert.ok(told.includes(`SHA-256  ${json.hash}\n`));
    assert.equal(JSON.parse(readFileSync(at('both', 'model.json'), 'utf8')).trainedSha256, json.hash);
  });
  test('a temperature is fitted on the images that both runs kept apart, and no split has another role', async () => {
    const share = '20 % of Training';
    const args = ['both', '--data', 'faces.csv', '--json'];
    await run('evaluate', ...args, '--split', share, '--calibrate', share);
    const model = JSON.parse(readFileSync(at('both', 'model.json'), 'utf8'));
    assert.equal(model.temperature.split, share);
    for (const split of ['PublicTest', 'Training', share]) {
      const [own, of] = await Promise.all(
        ['both', 'one'].map((name) => run('evaluate', name, ...args.slice(1), '--split', split)),
      );
      const [average, alone] = [JSON.parse(own), JSON.parse(of)];
      assert.deepEqual([average.role, average.note], [alone.role, alone.note]);
    }
  });
  test('a page, heat maps, a comparison and a card are made of it as of a run', async () => {
    await run('evaluate', 'both', '--data', 'faces.csv', '--report', 'page.html', '--tta', 'ten');
    const page = readFileSync(at('page.html'), 'utf8');
    assert.ok(page.includes('1-one.learningRate') && page.includes('by ten views'));
    assert.ok(page.includes('the mean of 2, each trained by itself: 1-one, 2-two.'));
    await run('explain', 'both', '--data', 'faces.csv', '--images', '2');
    const compared = await run('compare', 'both', 'one', '--data', 'faces.csv', '--report', 'compare.html');
    assert.match(compared, /^A +both +0 +– /m);
    const card = await run('card', 'both', '--data', 'faces.csv', '--split', 'PublicTest');
    assert.match(card, /The mean of the logits of 2 networks/);
    assert.match(card, /vultus average one two --out both --half/);
    assert.match(card, /### 1-one\n[^#]+vultus train [^\n]+--out one\n[^#]+### 2-two\n[^#]+--lr 0\.01/);
  });
  test('what cannot be averaged is refused in a sentence, and nothing is written', async () => {
    for (const [args, code, part] of [
      [['one', '--out', 'new'], 4, 'two to eight networks and not of 1'],
      [['one', 'both', '--out', 'new'], 4, 'both is an average already'],
      [['one', 'two', '--out', 'one'], 2, '--out one cannot be used'],
      [['one', 'two', '--out', 'both'], 6, 'holds other files'],
      [['one', 'vgg-m', '--out', 'new'], 4, 'cannot be averaged'],
      [['one', 'two'], 2, '--out'],
    ] as const) {
      const refused = await vultus(['average', ...args], folder);
      assert.equal(refused.code, code, refused.stderr);
      assert.ok(refused.stderr.includes(part), refused.stderr);
    }
    assert.ok(!existsSync(at('new')));
  });
});
