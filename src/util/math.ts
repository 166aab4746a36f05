/**
 * Elementary functions built from + − × ÷ and sqrt alone. `Math.exp`, `Math.sin` and their like may differ in the
 * last bit between engines, so nothing that reaches training may call them.
 */

const LN2_HIGH = 0.6931471803691238; // ln 2, upper bits: k·LN2_HIGH is exact for small k (fdlibm e_exp.c)
const LN2_LOW = 1.9082149292705877e-10;

/** e^x for finite x, relative error < 1e-15 in [-700, 700]; 0 below -745, Infinity above 709.8. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  // Taylor to r^14: |r| ≤ 0.3466 leaves a remainder under 1e-19.
  let sum = 1;
  for (let i = 14; i >= 1; i--) sum = 1 + (r * sum) / i;
  return scaleByPowerOfTwo(sum, k);
}

function scaleByPowerOfTwo(value: number, k: number): number {
  let v = value;
  let n = k;
  while (n > 500) {
    v *= 2 ** 500;
    n -= 500;
  }
  while (n < -500) {
    v *= 2 ** -500;
    n += 500;
  }
  let factor = 1;
  const step = n < 0 ? 0.5 : 2;
  for (let i = Math.abs(n); i > 0; i--) factor *= step;
  return v * factor;
}

/** Natural logarithm of a positive normal x, relative error < 1e-14 away from 1 (absolute < 1e-16 near it). */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  let m = x;
  let k = 0;
  while (m > Math.SQRT2) {
    m *= 0.5;
    k++;
  }
  while (m < Math.SQRT1_2) {
    m *= 2;
    k--;
  }
  // log m = 2 artanh(s), s = (m-1)/(m+1), |s| < 0.172: 12 odd terms leave under 1e-19.
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let sum = 0;
  for (let i = 23; i >= 1; i -= 2) sum = sum * s2 + 1 / i;
  return 2 * s * sum + k * LN2_LOW + k * LN2_HIGH;
}

/** [sin x, cos x] for |x| ≤ 1e5, absolute error < 1e-11 (under 1e-15 for |x| ≤ 2π). */
export function sinCos(x: number): [number, number] {
  const quarter = Math.round(x / (Math.PI / 2));
  const r = x - quarter * 1.5707963267341256 - quarter * 6.077100506506192e-11;
  const r2 = r * r;
  let s = 1;
  for (let i = 19; i >= 3; i -= 2) s = 1 - (r2 * s) / (i * (i - 1));
  s *= r;
  let c = 1;
  for (let i = 20; i >= 2; i -= 2) c = 1 - (r2 * c) / (i * (i - 1));
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return [s, c];
    case 1:
      return [c, -s];
    case 2:
      return [-s, -c];
    default:
      return [-c, s];
  }
}
