import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { PIXELS, SIDE } from '../../util/classes.js';
import { Purpose, RandomStream } from '../../util/random.js';
import { foldCoordinate } from '../../util/warp.js';
import { warpBatch } from './warp.js';

type Kernel = (
  images: number,
  warps: number,
  out: number,
  mean: number,
  scale: number,
  scratch: number,
  scratchStride: number,
  n: number,
  tid: number,
  threads: number,
) => void;

const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536, shared: true });
const wasm = new URL('../kernels-narrow.wasm', import.meta.url);
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasm)), { env: { memory } });
const kernel = exports.warpBatch as Kernel;
const scratchBytes = (exports.warpScratchBytes as () => number)();

const CANARY = 0x5ca1ab1e;
const GUARD = 64; // bytes on each side of every region
const MEAN = 127.5;
const SCALE = 64.25;

interface Call {
  images: Uint8Array;
  warps?: Float32Array;
  threads?: number;
}

/** Runs the kernel with guard words around every region, checks them, and returns its output. */
function runKernel({ images, warps, threads = 1 }: Call): Float32Array {
  const n = images.length / PIXELS;
  const stride = (scratchBytes + 15) & ~15;
  const sizes = [images.length, (warps?.length ?? 0) * 4, n * PIXELS * 4, stride * threads];
  const words = new Int32Array(memory.buffer);
  const places: number[] = [];
  let end = 1024;
  for (const size of sizes) {
    places.push(end + GUARD);
    end += 2 * GUARD + ((size + 15) & ~15);
  }
  assert.ok(end < memory.buffer.byteLength);
  words.fill(CANARY, 0, end / 4);
  const [imagesAt, warpsAt, outAt, scratchAt] = places;
  new Uint8Array(memory.buffer).set(images, imagesAt);
  if (warps) new Float32Array(memory.buffer).set(warps, warpsAt / 4);
  const before = words.slice(0, end / 4);
  for (let tid = threads - 1; tid >= 0; tid--) {
    const pointer = warps ? warpsAt : 0;
    kernel(imagesAt, pointer, outAt, MEAN, SCALE, scratchAt, stride, n, tid, threads);
  }
  const writable = [
    [outAt, outAt + n * PIXELS * 4],
    [scratchAt, scratchAt + stride * threads],
  ];
  for (let i = 0; i < end / 4; i++) {
    if (writable.some(([from, to]) => i * 4 >= from && i * 4 < to)) continue;
    if (words[i] !== before[i]) assert.fail(`byte ${i * 4} outside the output was written`);
  }
  return new Float32Array(memory.buffer).slice(outAt / 4, outAt / 4 + n * PIXELS);
}

/** Images of full-range noise: the steepest gradients a byte image can have. */
function noise(count: number, seed: number): Uint8Array {
  const random = new RandomStream(seed, Purpose.bootstrap);
  return Uint8Array.from({ length: count * PIXELS }, () => random.integer(256));
}

/** A record with any of the allowed (or, when wild, far wider) values. */
function record(random: RandomStream, wild = false): number[] {
  const zoom = 1 / random.uniform(0.5, wild ? 0.05 : 1.5);
  const turn = random.chance(0.5) ? random.uniform(-Math.PI, Math.PI) : 0;
  // Any orthogonal-ish matrix will do here; a rational point on the circle avoids sin and cos.
  const cos = (1 - turn * turn) / (1 + turn * turn);
  const sin = (2 * turn) / (1 + turn * turn);
  const flip = random.chance(0.5) ? -1 : 1;
  const shift = wild ? 1000 : 60;
  const erase = random.chance(0.5);
  return [
    flip * zoom * cos,
    zoom * sin,
    random.uniform(-shift, shift),
    -zoom * sin,
    zoom * cos,
    random.uniform(-shift, shift),
    random.chance(0.5) ? 1 : random.uniform(0, 2),
    random.chance(0.5) ? 0 : random.uniform(-255, 255),
    random.integer(48),
    random.integer(48),
    erase ? random.integer(60) : 0,
    erase ? random.integer(60) : 0,
    random.uniform(0, 255),
    random.chance(0.5) ? 1 : 0,
    random.chance(0.5) ? random.uniform() : 0,
    0,
  ];
}

function pack(random: RandomStream, n: number, wild = false): Float32Array {
  return Float32Array.from(Array.from({ length: n }, () => record(random, wild)).flat());
}

/**
 * Bound on |kernel − twin| before normalisation, in gray values. With ε = 2⁻²⁴ and all magnitudes at their largest over
 * the image: a coordinate takes at most 7 roundings (two products, two sums, and the fold's three) of numbers no larger
 * than R = |m0|·47 + |m1|·47 + |m2| + 97; a bilinear surface of bytes has a slope of at most 255 a pixel in each axis,
 * and reading takes at most 10 roundings of numbers up to 255; the map of values two more of up to gain·255 + |offset|.
 */
function bound(warps: Float32Array, at: number): number {
  const reach = (i: number) => (Math.abs(warps[at + i]) + Math.abs(warps[at + i + 1])) * 47;
  const r = Math.max(reach(0) + Math.abs(warps[at + 2]), reach(3) + Math.abs(warps[at + 5])) + 97;
  const gain = Math.abs(warps[at + 6]);
  const read = 2 * 255 * 7 * r + 10 * 255;
  return 2 ** -24 * (gain * read + 2 * (gain * 255 + Math.abs(warps[at + 7])) + 2 * 512);
}

/**
 * The same for an image of a pair that may be mixed: its error is a mean of both images' errors, and the mix takes three
 * roundings of numbers up to 2·255.
 */
function pairBound(warps: Float32Array, image: number): number {
  const even = image & ~1;
  if (!(warps[even * 16 + 14] > 0) || (even + 1) * 16 >= warps.length) return bound(warps, image * 16);
  return Math.max(bound(warps, even * 16), bound(warps, even * 16 + 16)) + 2 ** -24 * 3 * 512;
}

function compare(images: Uint8Array, warps: Float32Array): void {
  const got = runKernel({ images, warps });
  const want = warpBatch(images, warps, MEAN, SCALE);
  for (let i = 0; i < got.length; i++) {
    const allowed = pairBound(warps, Math.floor(i / PIXELS)) / SCALE;
    const error = Math.abs(got[i] - want[i]);
    if (!(error <= allowed)) {
      const row = Math.floor(i / PIXELS);
      const shown = Array.from(warps.subarray(row * 16, row * 16 + 15), (v) => v.toPrecision(5)).join(' ');
      assert.fail(`pixel ${i % PIXELS}: ${got[i]} for ${want[i]}, allowed ${allowed}; record ${shown}`);
    }
  }
}

const identity = [1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];

describe('the warp kernel against its float64 twin', () => {
  it('stays within the float32 rounding bound for fuzzed records, every option, 1 and odd batch sizes', () => {
    for (const [seed, n] of [1, 2, 3, 5, 7, 17, 31].entries()) {
      const random = new RandomStream(seed, Purpose.bootstrap, n);
      compare(noise(n, seed), pack(random, n));
    }
  });

  it('stays within the bound where four columns span more than a 16-byte window, and for shifts of 20 widths', () => {
    const random = new RandomStream(99, Purpose.bootstrap);
    compare(noise(40, 5), pack(random, 40, true));
  });

  it('changes no bit for the identity, with and without a record', () => {
    const images = noise(3, 11);
    const want = Float32Array.from(warpBatch(images, undefined, MEAN, SCALE));
    const plain = runKernel({ images });
    const fround = Math.fround;
    const exact = Float32Array.from(want, (_, i) => {
      const value = images[i];
      return fround(fround(value - MEAN) * fround(1 / fround(SCALE)));
    });
    assert.deepEqual(plain, exact);
    for (const edge of [0, 1]) {
      const one = identity.with(13, edge);
      const warps = Float32Array.from([...one, ...one, ...one]);
      assert.deepEqual(runKernel({ images, warps }), exact);
    }
  });

  it('gives the same bits by the general path as by the separable one for whole-pixel moves', () => {
    const image = noise(1, 21);
    const images = Uint8Array.from([...image, ...image]);
    const moved = identity.with(2, 5).with(5, -9);
    // A shear of 1e-30 changes no coordinate but leaves the separable path.
    const warps = Float32Array.from([...moved, ...moved.with(1, 1e-30)]);
    const out = runKernel({ images, warps });
    assert.deepEqual(out.subarray(0, PIXELS), out.subarray(PIXELS));
  });

  it('gives the same bits when 1, 2, 3 or 5 threads share the batch', () => {
    const random = new RandomStream(3, Purpose.bootstrap);
    for (const n of [1, 7]) {
      const images = noise(n, 3);
      const warps = pack(random, n);
      const want = runKernel({ images, warps });
      for (const threads of [2, 3, 5]) assert.deepEqual(runKernel({ images, warps, threads }), want);
      assert.deepEqual(runKernel({ images, threads: 3 }), runKernel({ images }));
    }
  });

  it('mixes the two images of a pair by the even one’s share, and leaves the last of an odd number alone', () => {
    const images = noise(3, 4);
    const plain = runKernel({ images });
    const warps = Float32Array.from([...identity.with(14, 0.25), ...identity, ...identity.with(14, 0.25)]);
    const out = runKernel({ images, warps });
    // Byte differences and quarters of them are exact before the normalisation; after it, two roundings of numbers below 8.
    const close = (got: number, want: number) => assert.ok(Math.abs(got - want) <= 4 * 8 * 2 ** -24);
    for (let i = 0; i < PIXELS; i++) {
      close(out[i], 0.75 * plain[i] + 0.25 * plain[i + PIXELS]);
      close(out[i + PIXELS], 0.75 * plain[i + PIXELS] + 0.25 * plain[i]);
    }
    assert.deepEqual(out.subarray(2 * PIXELS), plain.subarray(2 * PIXELS));
  });

  it('writes nothing outside and stays finite for infinite, NaN and huge records', () => {
    const random = new RandomStream(8, Purpose.bootstrap);
    const odd = [Infinity, -Infinity, Number.NaN, 3e38, -3e38, 1e9, -1e9, 1e-40];
    const n = 40;
    const warps = pack(random, n);
    for (let i = 0; i < n * 4; i++) warps[random.integer(n) * 16 + random.integer(6)] = odd[i % odd.length];
    for (let i = 0; i < n; i++) warps[random.integer(n) * 16 + 8 + random.integer(4)] = odd[i % odd.length];
    const out = runKernel({ images: noise(n, 1), warps });
    assert.ok(out.every(Number.isFinite));
  });

  it('never reads past an image: one that ends where the memory ends does not trap', () => {
    const random = new RandomStream(12, Purpose.bootstrap);
    const n = 60;
    const warps = pack(random, n);
    // Shifts that put the last row and column exactly on pixel 47 and just around it, on every path.
    for (let i = 0; i < n; i++) {
      if (i % 3 === 0) warps.set(identity, i * 16);
      if (i % 3 === 1) warps.set(identity.with(1, 1e-30), i * 16);
      warps[i * 16 + 2] += random.integer(3) - 1;
      warps[i * 16 + 5] += random.integer(3) - 1;
    }
    const imageAt = memory.buffer.byteLength - PIXELS;
    new Uint8Array(memory.buffer).set(noise(1, 2), imageAt);
    new Float32Array(memory.buffer).set(warps, 4096 / 4);
    const [out, scratch] = [16384, 2 ** 21];
    for (let i = 0; i < n; i++) {
      kernel(imageAt, 4096 + 64 * i, out, MEAN, SCALE, scratch, scratchBytes, 1, 0, 1);
    }
    kernel(imageAt, 0, out, MEAN, SCALE, scratch, scratchBytes, 1, 0, 1);
  });

  it('reads at the edges what SciPy calls reflect and nearest', () => {
    // A ramp along x, moved so that output x reads source x − 3: pixels −3, −2, −1 lie outside.
    const images = Uint8Array.from({ length: 2 * PIXELS }, (_, i) => 10 + (i % SIDE));
    const moved = identity.with(2, -3);
    const warps = Float32Array.from([...moved, ...moved.with(13, 1)]);
    const out = runKernel({ images, warps });
    const gray = Array.from(out, (v) => Math.round(v * SCALE + MEAN));
    assert.deepEqual(gray.slice(0, 5), [12, 11, 10, 10, 11]);
    assert.deepEqual(gray.slice(PIXELS, PIXELS + 5), [10, 10, 10, 10, 11]);
  });
});

describe('foldCoordinate', () => {
  it('mirrors at −0.5 and 47.5 with period 96', () => {
    const at = [-1.3, -0.5, 0, 12.25, 47.2, 48.3, 95.5, 96.25, -95.75].map((t) => foldCoordinate(t, false));
    const want = [0.3, 0, 0, 12.25, 47, 46.7, 0, 0.25, 0.25];
    at.forEach((value, i) => {
      assert.ok(Math.abs(value - want[i]) < 1e-12, `${i}: ${value}`);
    });
  });
});
