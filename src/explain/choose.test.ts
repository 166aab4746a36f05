import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseImages, chooseRight } from './choose.js';

/** Counts by class of the chosen images, right ones and wrong ones. */
function counts(labels: Uint8Array, answers: Uint8Array, chosen: Uint32Array) {
  const result = [0, 1, 2].map(() => [0, 0]);
  for (const i of chosen) result[labels[i]][labels[i] === answers[i] ? 0 : 1]++;
  return result;
}

// 300 images of class 0, a tenth wrong; 100 of class 1, half wrong; 5 of class 2, all wrong.
const labels = Uint8Array.from({ length: 405 }, (_, i) => (i < 300 ? 0 : i < 400 ? 1 : 2));
const answers = labels.map((label, i) => (label === 0 ? Number(i % 10 === 0) : label === 1 ? i % 2 : 0));

test('as many of each class as there are, half of them wrong as far as there are so many', () => {
  const chosen = chooseImages(labels, answers, 3, 85);
  assert.deepEqual(counts(labels, answers, chosen), [
    [20, 20],
    [20, 20],
    [0, 5],
  ]);
  assert.equal(new Set(chosen).size, 85);
  assert.deepEqual(chosen, chosen.slice().sort());
  assert.deepEqual(chooseImages(labels, answers, 3, 85), chosen);
});

test('where wrong answers are few, right ones take their place; more than there are gives all', () => {
  assert.deepEqual(counts(labels, answers, chooseImages(labels, answers, 3, 205))[0], [70, 30]);
  assert.equal(chooseImages(labels, answers, 3, 1000).length, 405);
  assert.equal(chooseImages(new Uint8Array(), new Uint8Array(), 3, 10).length, 0);
});

test('images are taken from the whole split', () => {
  const [first, ...others] = chooseImages(labels, answers, 3, 9).filter((i) => i < 300);
  assert.ok(first < 150 && others.at(-1)! > 150);
});

test('right answers alone: as many of each class as there are', () => {
  const chosen = chooseRight(labels, answers, 3, 90);
  assert.deepEqual(counts(labels, answers, chosen), [
    [45, 0],
    [45, 0],
    [0, 0],
  ]);
});
