import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { EpochRecord } from '../train/index.js';
import { BAR_SIZE, epochText, showCount, showTraining, stepText } from './progress.js';

const step = {
  ...({ type: 'step', epoch: 1000, step: 9, steps: 10 } as const),
  ...{ loss: 12.3456, accuracy: 1, imagesPerSecond: 12345.6 },
};
const record: EpochRecord = {
  epoch: 1000,
  train: { loss: 12.3456, accuracy: 1, count: 28_709 },
  validation: { loss: 12.3456, accuracy: 1, count: 3_589 },
  ...{ learningRate: 1, gradientNorm: 1, imagesPerSecond: 12345.6, seconds: 1 },
};

test('the widest line of the bar fits 80 columns', () => {
  const line = `epoch 1000/1000 ${'█'.repeat(BAR_SIZE)} ${stepText(step, 3599)}`;
  assert.ok(line.length <= 80, `${line.length} columns: ${line}`);
  assert.match(line, /loss 12\.346 acc 100\.0 % 12346 img\/s 59 min 59 s left$/);
});

test('an epoch is one line, its number padded, time left only while there is some', () => {
  assert.equal(
    epochText({ ...record, epoch: 3 }, 40, 3599),
    'epoch  3/40  loss 12.346 acc 100.0 %  val 12.346 100.0 %  12346 img/s  59 min 59 s left',
  );
  const last = { ...record, epoch: 40, validation: undefined };
  assert.equal(epochText(last, 40, 0), 'epoch 40/40  loss 12.346 acc 100.0 %  12346 img/s');
});

/** A stream that is no terminal, and what was written to it. */
function sink(): { stream: NodeJS.WriteStream; text: () => string } {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}

test('without a terminal there is a line an epoch and no bar', () => {
  const { stream, text } = sink();
  const { onEvent, clear } = showTraining(stream);
  onEvent({ type: 'start', epochs: 1000, firstEpoch: 1000, stepsPerEpoch: 10 });
  onEvent(step);
  assert.equal(text(), '');
  onEvent({ type: 'epoch', record });
  clear();
  assert.equal(text().split('\n').length, 2);
  const count = showCount('reading', stream);
  count.update(1, 2);
  count.clear();
  assert.equal(text().split('\n').length, 2);
});
