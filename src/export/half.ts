/** IEEE 754 half precision, for F16 weights: widening is exact, narrowing rounds to the nearest, ties to even. */
import { ModelError } from '../util/errors.js';

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

/**
 * Rounds float32 values to half precision; what a half can hold comes back from `halfToFloat` unchanged. Values below
 * 2⁻¹⁴ lose digits, and below 2⁻²⁵ they become 0.
 * @param where the tensor's name, for the message
 * @returns [n] bit patterns
 * @throws ModelError naming the first finite value that would become infinite (from 65,520 on)
 * @example
 * halfToFloat(floatToHalf(Float32Array.of(0.1), 'w')); // [0.0999755859375]
 */
export function floatToHalf(values: Float32Array, where: string): Uint16Array {
  const patterns = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(values, (value, i) => {
    const bits = narrow(value, patterns[i]);
    if (bits !== undefined) return bits;
    throw new ModelError(
      `${where} holds ${value}, more than half precision can (65,504): keep these weights in float32.`,
    );
  });
}

/** @returns undefined for a finite value that has no finite half */
function narrow(value: number, pattern: number): number | undefined {
  const sign = (pattern >>> 16) & 0x8000;
  if (Number.isNaN(value)) return 0x7e00;
  if (!Number.isFinite(value)) return sign | 0x7c00;
  const exponent = Math.max(-14, ((pattern >>> 23) & 255) - 127);
  // In units of the last place: 1024 to 2048, below 1024 for subnormals. A sum that reaches 2048 carries as it should.
  const units = roundToEven(Math.abs(value) / 2 ** (exponent - 10));
  const bits = units < 1024 ? units : ((exponent + 14) << 10) + units;
  return bits < 0x7c00 ? sign | bits : undefined;
}

function roundToEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
