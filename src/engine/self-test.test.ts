/** The two builds give the same bits, on every Node, and the self-test notices code that changes them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { host } from '#engine-host';
import type { Kernels } from './contracts.js';
import { bitsOf, bitsOfKernels, PAGES } from './self-test.js';

test('the narrow and the wide kernels give the same bits before and after they are optimised', async () => {
  const narrow = bitsOf(await host.loadKernels('narrow'));
  assert.notEqual(narrow, undefined);
  assert.equal(bitsOf(await host.loadKernels('wide')), narrow);
  assert.equal(bitsOf(await host.loadKernels()), narrow);
});

test('a kernel that changes a bit in its thirtieth call is noticed', async () => {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  const instance = new WebAssembly.Instance(await host.loadKernels(), { env: { memory } });
  const real = instance.exports as unknown as Kernels;
  let calls = 0;
  const changed: Kernels = {
    ...real,
    winogradForward: (...args) => {
      real.winogradForward(...args);
      if (++calls === 30) new Uint32Array(memory.buffer)[args[3] / 4] ^= 1;
    },
  };
  assert.equal(bitsOfKernels(changed, memory), undefined);
});
