/** The choice between one thread and several follows the times it is told, and goes on trying. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Company } from './company.js';

/** Runs that take so long; @returns how many of the last hundred were alone */
function aloneOf(company: Company, times: { alone: number; together: number }): number {
  let count = 0;
  for (let run = 0; run < 200; run++) {
    const alone = company.alone('one image');
    company.took('one image', alone, alone ? times.alone : times.together);
    if (run >= 100 && alone) count++;
  }
  return count;
}

test('the faster way is taken, the other one tried now and then, and a change is noticed', () => {
  const company = new Company();
  const mostly = aloneOf(company, { alone: 1, together: 2 });
  assert.ok(mostly > 90 && mostly < 100, String(mostly));
  const seldom = aloneOf(company, { alone: 1, together: 0.6 });
  assert.ok(seldom > 0 && seldom < 10, String(seldom));
});

test('kinds of runs are apart', () => {
  const company = new Company();
  aloneOf(company, { alone: 1, together: 2 });
  assert.equal(company.alone('many images'), true);
  assert.equal(company.alone('many images'), false);
});
