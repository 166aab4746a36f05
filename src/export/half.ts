/** IEEE 754 half precision, for reading F16 weights. */

/** Widens half-precision bit patterns to float32, exactly. */
export function halfToFloat(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, widen);
}

function widen(bits: number): number {
  const sign = bits >>> 15 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
