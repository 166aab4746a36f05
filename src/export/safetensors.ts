/**
 * The safetensors format: 8 bytes with the header's length (little-endian), a JSON header that names every tensor's
 * type, shape and place, then the raw values (https://github.com/huggingface/safetensors#format). Reading one can
 * never run code, and here every length, offset and shape is checked before it is used.
 */
import { ModelError } from '../util/errors.js';
import { floatToHalf, halfToFloat } from './half.js';
import { duplicateKey } from './json-keys.js';

/** A float32 tensor, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface SafetensorsFile {
  /** In the order the values lie in the file. */
  readonly tensors: Map<string, Tensor>;
  readonly metadata: Record<string, string>;
}

/** The reference implementation's limit on the header, in bytes. */
const MAX_HEADER = 100_000_000;
const WIDTH: Record<string, number> = { F32: 4, F16: 2 };

/**
 * The bytes of a safetensors file. The same tensors in the same order give the same bytes; the header is padded with
 * spaces so that the values start at a multiple of 8.
 * @param half which tensors to round to F16; the others are F32. Put the F32 ones first, so that every value lies at a
 *   multiple of its width, which some readers need
 * @throws ModelError for a name given twice, a shape that does not fit its values, or a value beyond half precision
 * @example
 * const bytes = encodeSafetensors([['0.bias', { shape: [2], data: new Float32Array([1, 2]) }]]);
 * decodeSafetensors(bytes, 'memory').tensors.get('0.bias').data; // Float32Array [1, 2]
 */
export function encodeSafetensors(
  tensors: Iterable<readonly [string, Tensor]>,
  metadata: Record<string, string> = {},
  half: (name: string) => boolean = () => false,
): Uint8Array {
  const entries: string[] = [];
  const values: Uint8Array[] = [];
  const seen = new Set(['__metadata__']);
  let offset = 0;
  if (Object.keys(metadata).length > 0) entries.push(`"__metadata__":${JSON.stringify(metadata)}`);
  for (const [name, tensor] of tensors) {
    if (seen.has(name)) throw new ModelError(`the tensor name "${name}" is taken; give each tensor its own`);
    seen.add(name);
    requireFilled(name, tensor);
    const { shape } = tensor;
    const data = half(name) ? floatToHalf(tensor.data, `tensor "${name}"`) : tensor.data;
    const end = offset + data.byteLength;
    // Written by hand: an object would move names that look like numbers to the front.
    const dtype = data instanceof Uint16Array ? 'F16' : 'F32';
    entries.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [offset, end] })}`);
    values.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    offset = end;
  }
  return assemble(`{${entries.join(',')}}`, values, offset);
}

function requireFilled(name: string, { shape, data }: Tensor): void {
  if (shape.reduce((product, n) => product * n, 1) === data.length) return;
  throw new ModelError(`tensor "${name}" has ${data.length} values, which do not fill its shape [${shape}]`);
}

/** @param length bytes of all values */
function assemble(header: string, values: readonly Uint8Array[], length: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + length);
  new DataView(bytes.buffer).setUint32(0, headerLength, true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(text, 8);
  let at = 8 + headerLength;
  for (const part of values) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}

interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads a safetensors file. F32 values are copied, F16 values widened; other types are refused.
 * @param where the file's name, for messages
 * @throws ModelError naming the byte or tensor when the file is cut short, malformed or inconsistent
 */
export function decodeSafetensors(bytes: Uint8Array, where: string): SafetensorsFile {
  const { header, dataStart } = readHeader(bytes, where);
  const dataLength = bytes.length - dataStart;
  const entries: Entry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') metadata = checkMetadata(value, where);
    else entries.push(checkEntry(name, value, dataLength, where));
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCoverage(entries, dataLength, dataStart, where);
  const tensors = new Map<string, Tensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    // A copy: the values need not start at a multiple of their width. (Not `slice`: Node's Buffer shares memory.)
    const raw = new Uint8Array(end - begin);
    raw.set(bytes.subarray(dataStart + begin, dataStart + end));
    const data = dtype === 'F32' ? new Float32Array(raw.buffer) : halfToFloat(new Uint16Array(raw.buffer));
    tensors.set(name, { shape, data });
  }
  return { tensors, metadata };
}

function readHeader(
  bytes: Uint8Array,
  where: string,
): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < 8) bad(where, `has ${bytes.length} bytes, too few for a header; it may be cut short`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 4294967296;
  if (length > MAX_HEADER)
    bad(where, `byte 0 gives a header of ${length} bytes, over the limit of ${MAX_HEADER}`);
  if (length > bytes.length - 8) {
    bad(
      where,
      `byte 0 gives a header of ${length} bytes but only ${bytes.length - 8} follow; it may be cut short`,
    );
  }
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, 8 + length));
    header = JSON.parse(text);
  } catch (cause) {
    throw problem(where, 'the header at byte 8 is not valid JSON', cause);
  }
  if (!isObject(header)) bad(where, 'the header at byte 8 is not a JSON object');
  const twice = duplicateKey(text);
  if (twice !== undefined) bad(where, `the header names "${twice}" twice`);
  return { header, dataStart: 8 + length };
}

function checkEntry(name: string, value: unknown, dataLength: number, where: string): Entry {
  const tensor = `tensor "${name}"`;
  if (!isObject(value)) bad(where, `${tensor} is not described by an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(WIDTH, dtype)) {
    bad(where, `${tensor} has values of type ${JSON.stringify(dtype)}; only F32 and F16 can be read`);
  }
  if (!isSizes(shape)) bad(where, `${tensor} has a shape that is not a list of whole numbers from 0`);
  if (!isSizes(offsets) || offsets.length !== 2) {
    bad(where, `${tensor} has data_offsets that are not two whole numbers from 0`);
  }
  const [begin, end] = offsets;
  if (end < begin) bad(where, `${tensor} ends at data byte ${end}, before its start at ${begin}`);
  if (end > dataLength) {
    bad(where, `${tensor} ends at data byte ${end} but only ${dataLength} are there; it may be cut short`);
  }
  let size = WIDTH[dtype];
  for (const n of shape) {
    size *= n;
    if (!Number.isSafeInteger(size)) bad(where, `${tensor} has a shape too large to exist: [${shape}]`);
  }
  if (size !== end - begin) {
    bad(where, `${tensor} of type ${dtype} and shape [${shape}] needs ${size} bytes but has ${end - begin}`);
  }
  return { name, dtype, shape, begin, end };
}

/** As in the reference implementation, the tensors must fill the data with neither gaps nor overlaps. */
function checkCoverage(
  entries: readonly Entry[],
  dataLength: number,
  dataStart: number,
  where: string,
): void {
  let at = 0;
  for (const { name, begin, end } of entries) {
    if (begin < at) bad(where, `tensor "${name}" overlaps another at byte ${dataStart + begin}`);
    if (begin > at) bad(where, `bytes ${dataStart + at} to ${dataStart + begin} belong to no tensor`);
    at = end;
  }
  if (at !== dataLength)
    bad(where, `bytes ${dataStart + at} to ${dataStart + dataLength} belong to no tensor`);
}

function checkMetadata(value: unknown, where: string): Record<string, string> {
  if (!isObject(value)) bad(where, '__metadata__ is not an object');
  const metadata: Record<string, string> = Object.create(null);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') bad(where, `__metadata__ has a value that is not text at "${key}"`);
    metadata[key] = text;
  }
  return { ...metadata };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function problem(where: string, what: string, cause?: unknown): ModelError {
  return new ModelError(`${where}: ${what}; get or make the file again`, { cause });
}

function bad(where: string, what: string): never {
  throw problem(where, what);
}
