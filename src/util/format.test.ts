import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatBytes,
  formatCompact,
  formatCount,
  formatCounted,
  formatDuration,
  formatNumber,
  formatPercent,
  formatPoints,
  formatPValue,
} from './format.js';

/** Asserts that `format` turns each value into the text beside it. */
function all(format: (value: number) => string, cases: [number, string][]): void {
  assert.deepEqual(
    cases.map(([value]) => [value, format(value)]),
    cases,
  );
}

test('counts', () => {
  all(formatCount, [
    [0, '0'],
    [999, '999'],
    [2_345_607, '2,345,607'],
    [-1234, '-1,234'],
    [Number.NaN, '–'],
  ]);
  assert.equal(formatCounted(1, 'row'), '1 row');
  assert.equal(formatCounted(0, 'row'), '0 rows');
  assert.equal(formatCounted(2303, 'class', 'classes'), '2,303 classes');
});

test('numbers: three significant digits unless asked otherwise', () => {
  all(formatNumber, [
    [0, '0'],
    [0.00125, '0.00125'],
    [1 / 3, '0.333'],
    [12.345, '12.3'],
    [1e-7, '1.00e-7'],
    [Infinity, '–'],
  ]);
  assert.equal(formatNumber(1234.5678, 6), '1,234.57');
});

test('compact numbers move to the next prefix before they would read 1,000', () => {
  all(formatCompact, [
    [0, '0'],
    [950, '950'],
    [999.4, '999'],
    [999.5, '1 k'],
    [58_423, '58.4 k'],
  ]);
  all(formatCompact, [
    [999_499, '999 k'],
    [999_500, '1 M'],
    [77_326_464, '77.3 M'],
    [-2.35e9, '-2.35 G'],
  ]);
  all(formatCompact, [
    [5e15, '5,000 T'],
    [Number.NaN, '–'],
  ]);
});

test('bytes', () => {
  all(formatBytes, [
    [0, '0 B'],
    [512, '512 B'],
    [1000, '1 kB'],
    [9_382_428, '9.38 MB'],
    [4 * 2 ** 30, '4.29 GB'],
  ]);
});

test('percentages', () => {
  all(formatPercent, [
    [0, '0.00 %'],
    [0.6159, '61.59 %'],
    [1, '100.00 %'],
    [Number.NaN, '–'],
  ]);
  assert.equal(formatPercent(0.125, 0), '13 %');
});

test('p-values keep two digits that mean something', () => {
  all(formatPValue, [
    [0.5, '0.50'],
    [0.0312, '0.031'],
    [0.00012, '0.00012'],
    [1e-9, '< 0.0001'],
    [1, '1.00'],
  ]);
});

test('differences are percentage points with their sign', () => {
  all(formatPoints, [
    [0.0125, '+1.25'],
    [-0.0125, '−1.25'],
    [0, '0.00'],
    [-0.00001, '0.00'],
  ]);
  assert.equal(formatPoints(-0.042, 1), '−4.2');
});

test('durations carry: 59.96 s is a minute, 59 min 59.7 s an hour, 23 h 59 min 40 s a day', () => {
  all(formatDuration, [
    [0, '0 ms'],
    [0.0123, '12.3 ms'],
    [0.9994, '999 ms'],
    [0.9996, '1.0 s'],
    [3.44, '3.4 s'],
  ]);
  all(formatDuration, [
    [59.94, '59.9 s'],
    [59.96, '1 min 00 s'],
    [125, '2 min 05 s'],
    [3599.4, '59 min 59 s'],
  ]);
  all(formatDuration, [
    [3599.7, '1 h 00 min'],
    [3720, '1 h 02 min'],
    [86_380, '1 d 00 h'],
    [273_600, '3 d 04 h'],
  ]);
  all(formatDuration, [
    [-1, '–'],
    [Number.NaN, '–'],
    [Infinity, '–'],
  ]);
});
