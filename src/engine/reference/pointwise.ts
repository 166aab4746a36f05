/** Naive float64 twins of ReLU, dropout and the residual sum. For tests only. */
import { like, type Tensor } from './tensor.js';

/** y = max(x, 0). */
export function reluForward(x: Tensor): Tensor {
  return like(
    x,
    x.data.map((value) => Math.max(value, 0)),
  );
}

/** dx = dy where x > 0, else 0. */
export function reluBackward(x: Tensor, dy: Tensor): Tensor {
  return like(
    x,
    dy.data.map((value, i) => (x.data[i] > 0 ? value : 0)),
  );
}

/** a + b. */
export function add(a: Tensor, b: Tensor): Tensor {
  return like(
    a,
    a.data.map((value, i) => value + b.data[i]),
  );
}

/** Wellons' lowbias32: two multiplies that spread every bit of a 32-bit word. */
function lowbias32(word: number): number {
  let h = word >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d) >>> 0;
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b) >>> 0;
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Inverted dropout (Srivastava et al. 2014): y = x / (1 − rate) where 16 bits of the hash of (element, sample's key,
 * layer) are at least rate·2¹⁶, else 0. Of 16 neighbours in memory the first eight take the low halves of eight hashes,
 * the last eight the high ones. The same call on dy is the gradient.
 * @param rate counted in steps of 2⁻¹⁶, below 1
 * @param keys [n] one 32-bit word a sample
 * @param layer number of this dropout layer in the network
 */
export function dropout(x: Tensor, rate: number, keys: Uint32Array, layer: number): Tensor {
  const threshold = Math.min(Math.round(rate * 65536), 65535);
  const perSample = x.channels * x.height * x.width;
  return like(
    x,
    x.data.map((value, i) => {
      const sample = Math.floor(i / perSample);
      const key = lowbias32((keys[sample] + Math.imul(layer, 0x9e3779b9)) >>> 0);
      const index = memoryIndex(x, i % perSample);
      const place = 8 * Math.floor(index / 16) + (index % 8);
      const hash = lowbias32((Math.imul(place, 0x9e3779b9) + key) >>> 0);
      const half = index % 16 < 8 ? hash & 0xffff : hash >>> 16;
      return half >= threshold ? (value * 65536) / (65536 - threshold) : 0;
    }),
  );
}

/**
 * Where a value of one image lies in the engine's memory: [h, w, c] with the channels padded to a multiple of 8; the
 * gray input alone is not padded. The hash counts these places, so the twin must too.
 */
function memoryIndex(x: Tensor, index: number): number {
  const { channels, height, width } = x.map ?? x;
  const pixels = height * width;
  const stride = x.gray ? 1 : Math.ceil(channels / 8) * 8;
  return (index % pixels) * stride + Math.floor(index / pixels);
}
