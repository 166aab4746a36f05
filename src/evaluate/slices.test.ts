/** Slices: groups, counts, what is too small, what is chance. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DataError } from '../util/errors.js';
import { sliceRules, sliceTable } from './slice-table.js';
import { sliceReport } from './slices.js';

/** n images of which every `nth` is wrong; class i mod 2. */
const rights = (n: number, nth: number): number[] =>
  Array.from({ length: n }, (_, i) => Number((i + 1) % nth !== 0));

describe('sliceReport', () => {
  // 200 images at 90 %, 200 at 50 %, 20 at 50 %.
  const right = Uint8Array.from([...rights(200, 10), ...rights(200, 2), ...rights(20, 2)]);
  const labels = Uint8Array.from(right, (_, i) => i % 2);
  const value = (i: number): string => (i < 200 ? 'light' : i < 400 ? 'dark' : 'rare');
  const attribute = { name: 'light', values: Array.from(right, (_, i) => value(i)) };

  test('counts, differences to the rest and what they tell', () => {
    const report = sliceReport(right, labels, [attribute]);
    const [dark, light, rare] = report.attributes[0].slices;
    assert.deepEqual([dark.value, light.value, rare.value], ['dark', 'light', 'rare']);
    assert.deepEqual([dark.count, light.count, rare.count], [200, 200, 20]);
    assert.equal(light.accuracy.value, 0.9);
    assert.ok(Math.abs(light.difference!.value - (0.9 - 110 / 220)) < 1e-12);
    assert.deepEqual([dark.verdict, light.verdict, rare.verdict], ['worse', 'better', 'too small']);
    assert.equal(rare.p, null);
    assert.equal(report.tests, 2);
    assert.ok(light.p! < 1e-10);
  });
  test('a slice of chance is not told from it, and two values that share out all images are one question', () => {
    const values = Array.from(right, (_, i) => (Math.floor(i / 2) % 2 === 0 ? 'a' : 'b'));
    const report = sliceReport(right, labels, [{ name: 'none', values }]);
    const [a, b] = report.attributes[0].slices;
    assert.equal(report.tests, 1);
    assert.equal(a.p, b.p);
    assert.equal(a.verdict, 'not told from chance');
    assert.ok(Math.abs(a.difference!.value + b.difference!.value) < 1e-12);
  });
  test('what the classes of a slice would give', () => {
    // Class 1 is right in all odd rows but those that are multiples of the step.
    const values = Array.from(labels, (label) => `class ${label}`);
    const { slices } = sliceReport(right, labels, [{ name: 'class', values }]).attributes[0];
    for (const slice of slices) assert.ok(Math.abs(slice.expected - slice.accuracy.value) < 1e-12);
  });
  test('a slice of all images has nothing to be compared with', () => {
    const values = Array.from(right, () => 'all');
    const { slices } = sliceReport(right, labels, [{ name: 'one', values }]).attributes[0];
    assert.deepEqual([slices[0].difference, slices[0].p, slices[0].verdict], [null, null, 'too small']);
    assert.equal(sliceTable({ name: 'one', kind: 'values', slices }).rows[0][3], '–');
  });
  test('names of images are left out and said to be', () => {
    const values = Array.from(right, (_, i) => `image ${i}`);
    const report = sliceReport(right, labels, [{ name: 'file', values }]);
    assert.deepEqual([report.attributes.length, report.skipped[0].name], [0, 'file']);
  });
  test('no images, and too few values', () => {
    assert.throws(() => sliceReport(new Uint8Array(0), new Uint8Array(0), []), DataError);
    assert.throws(
      () => sliceReport(right, labels, [{ name: 'x', values: ['a'] }]),
      /x has 1 values for 420 images/,
    );
  });
  test('the table fits 80 columns, whatever the values are', () => {
    const long = { name: 'x', values: attribute.values.map((one) => one.repeat(20)) };
    const { rows } = sliceTable(sliceReport(right, labels, [long]).attributes[0]);
    const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column].length)));
    assert.ok(widths.reduce((a, b) => a + b + 2, -2) <= 80, String(widths));
  });
  test('what is too large for a number is a text like any other', () => {
    const values = Array.from({ length: 420 }, (_, i) => (i % 2 ? '1e999' : '1'));
    const { slices } = sliceReport(right, labels, [{ name: 'x', values }]).attributes[0];
    assert.deepEqual(
      slices.map(({ value }) => value),
      ['1', '1e999'],
    );
  });
  test('the words are explained as far as they are used', () => {
    assert.match(
      sliceRules(2),
      /“chance\?”: p of no difference, adjusted for 2 questions at once \(Holm\), is/,
    );
    assert.match(sliceRules(1), /“chance\?”: p of no difference is above 0\.05/);
    assert.doesNotMatch(sliceRules(0), /chance/);
  });
});
