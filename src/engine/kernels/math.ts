/**
 * Elementary functions of the kernels, from + − × ÷ alone (no host's Math may reach training). Float64, scalar: the loss
 * works on a few values a sample.
 */

/** e^x, relative error < 1e-15 for −700 < x < 700; 0 below. The same series as util/math.ts. */
export function exp64(x: f64): f64 {
  if (x < -700) return 0;
  const k = nearest<f64>(x / 0.6931471805599453);
  const r = x - k * 0.6931471803691238 - k * 1.9082149292705877e-10;
  let sum: f64 = 1;
  for (let i = 14; i >= 1; i--) sum = 1 + (r * sum) / <f64>i;
  return sum * reinterpret<f64>((<i64>k + 1023) << 52);
}

/** Natural logarithm of a positive normal x, relative error < 1e-14 away from 1. */
export function log64(x: f64): f64 {
  const bits = reinterpret<i64>(x);
  let k = <f64>((bits >> 52) - 1023);
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    k += 1;
  }
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let sum: f64 = 0;
  for (let i = 23; i >= 1; i -= 2) sum = sum * s2 + 1.0 / <f64>i;
  return 2 * s * sum + k * 1.9082149292705877e-10 + k * 0.6931471803691238;
}
