import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError, ModelError, OutputError, TrainingError, UsageError, VultusError } from './errors.js';

test('each error has its own exit code and name, keeps its message and cause, and is a VultusError', () => {
  const kinds = { VultusError, UsageError, DataError, ModelError, TrainingError, OutputError };
  const codes = Object.entries(kinds).map(([name, Kind], index) => {
    const cause = new Error('why');
    const error = new Kind('row 3 has 2,303 pixels', { cause });
    assert.ok(error instanceof VultusError && error instanceof Error);
    assert.equal(error.name, name);
    assert.equal(String(error), `${name}: row 3 has 2,303 pixels`);
    assert.equal(error.cause, cause);
    assert.equal(error.exitCode, index + 1);
    return error.exitCode;
  });
  assert.equal(new Set(codes).size, codes.length);
});
