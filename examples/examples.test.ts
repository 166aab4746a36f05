/** Every example runs, on less data than it would use itself. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { main as augment } from './augment.js';
import { main as classify } from './classify.js';
import { main as compare } from './compare.js';
import { main as evaluate } from './evaluate.js';
import { main as labels } from './labels.js';
import { main as train } from './train.js';

const folder = mkdtempSync(join(tmpdir(), 'vultus-examples-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('train, then evaluate, compare and classify', async () => {
  const hash = await train(join(folder, 'run'), 140, 1);
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.ok(existsSync(join(folder, 'run', 'model', 'weights.safetensors')));
  const accuracy = await evaluate(join(folder, 'run', 'model'), 70);
  assert.ok(accuracy >= 0 && accuracy <= 1);
  const model = join(folder, 'run', 'model');
  assert.equal(await compare([model, model], 70), 1);
  assert.equal(await classify(join(folder, 'run'), join(folder, 'faces'), 5), 5);
});

test('augment', async () => {
  const path = join(folder, 'augmented.png');
  await augment(path);
  // The PNG signature (RFC 2083, section 3.1).
  assert.equal(readFileSync(path).subarray(0, 8).toString('hex'), '89504e470d0a1a0a');
});

test('labels', async () => {
  const { first, wrong, right } = await labels(join(folder, 'labels'), 210, 2);
  assert.equal(first, 10);
  assert.ok(right <= wrong && wrong <= first, `${wrong} wrong, ${right} right of ${first}`);
});
