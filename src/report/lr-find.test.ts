import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RangePoint, suggestRate } from '../train/lr-find.js';
import { lossTop, rangeText } from './client/range.js';
import { renderRangeTest } from './lr-find.js';

// A fall of a fifth, then a rise that leaves the chart.
const points: RangePoint[] = Array.from({ length: 40 }, (_, i) => ({
  learningRate: 1e-6 * 1.5 ** i,
  loss: i < 25 ? 2 - i / 60 : 2 + (i - 25) / 2,
  smoothed: i < 25 ? 2 - i / 60 : 2 + (i - 25) / 2,
}));
const data = {
  ...{
    createdBy: 'vultus 0.1.0',
    model: 'classic',
    source: 'fer2013.csv',
    settings: 'adam, batch 64, seed 1',
  },
  ...{ command: 'vultus lr-find', test: { points, diverged: true, suggestion: suggestRate(points) } },
};

test('the page says the rates, where the loss blew up, and holds every step in a table', () => {
  const page = renderRangeTest(data);
  assert.equal(renderRangeTest(data), page);
  assert.match(page, /<h1>Learning rate for classic<\/h1>/);
  assert.match(page, /The loss blew up at 7\.37, and the test ended there\./);
  assert.match(page, /<dt>smallest loss at<\/dt><dd>0\.0168<\/dd>/);
  assert.equal(page.match(/<tr><th scope="row" class="number">\d+<\/th>/g)?.length, 40);
  const whole = renderRangeTest({ ...data, test: { ...data.test, diverged: false } });
  assert.match(whole, /did not blow up before the last rate/);
});

test('a user’s names stay text', () => {
  const page = renderRangeTest({ ...data, model: '<img src=x>', source: '</script><!--' });
  assert.doesNotMatch(page, /<img src=x|<!--/);
});

test('the chart cuts a blow-up off, and shows a curve without one whole', () => {
  assert.equal(lossTop(points), 3.2);
  assert.equal(lossTop(points.slice(0, 25)), 2);
  assert.match(rangeText(points[0]), /^learning rate 0\.000001\nsmoothed loss 2\.0000/);
});
