/**
 * TensorBoard's event files: TFRecords of `Event` messages, as TensorFlow's `event.proto` and `summary.proto` define
 * them. The numbers beside the fields are those of the protocol.
 */
import crc32c from 'crc-32/crc32c.js';
import { PbfWriter } from 'pbf';

/** One value of one curve. */
export interface ScalarEvent {
  /** The curve's name; what stands before a slash groups curves: `epoch/loss`. */
  readonly tag: string;
  /** Place on the horizontal axis, a whole number. */
  readonly step: number;
  readonly value: number;
  /** When, in seconds since 1970. */
  readonly time: number;
}

/** How every file begins: the version, and that what older files of the folder say no longer holds. */
export function encodeEventsHead(time: number): Uint8Array {
  const version = encode((pbf) => {
    pbf.writeDoubleField(EVENT.wallTime, time);
    pbf.writeStringField(EVENT.fileVersion, 'brain.Event:2');
  });
  const start = encode((pbf) => {
    pbf.writeDoubleField(EVENT.wallTime, time);
    pbf.writeMessage(EVENT.sessionLog, (status, log) => log.writeVarintField(1, status), SESSION_START);
  });
  return join([frame(version), frame(start)]);
}

/**
 * The bytes that these values add to an event file.
 * @example
 * appendFileSync(path, encodeScalars([{ tag: 'epoch/loss', step: 1, value: 1.6, time: 1.7e9 }]));
 */
export function encodeScalars(events: readonly ScalarEvent[]): Uint8Array {
  return join(events.map((event) => frame(encode((pbf) => writeScalar(event, pbf)))));
}

/** Fields of `Event`. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 } as const;
/** `SessionLog.SessionStatus.START` */
const SESSION_START = 1;

function writeScalar({ tag, step, value, time }: ScalarEvent, event: PbfWriter): void {
  event.writeDoubleField(EVENT.wallTime, time);
  event.writeVarintField(EVENT.step, step);
  const writeValue = (_: unknown, summaryValue: PbfWriter): void => {
    summaryValue.writeStringField(1, tag);
    summaryValue.writeFloatField(2, value);
  };
  event.writeMessage(EVENT.summary, (_, summary) => summary.writeMessage(1, writeValue, null), null);
}

function encode(write: (pbf: PbfWriter) => void): Uint8Array {
  const pbf = new PbfWriter();
  write(pbf);
  return pbf.finish();
}

/** A TFRecord: length (64 bits, little-endian), its masked checksum, the bytes, their masked checksum. */
function frame(bytes: Uint8Array): Uint8Array {
  const record = new Uint8Array(bytes.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true);
  view.setUint32(8, maskedCrc(record.subarray(0, 8)), true);
  record.set(bytes, 12);
  view.setUint32(12 + bytes.length, maskedCrc(bytes), true);
  return record;
}

/** Rotated and shifted, since checksums of data that hold checksums are weak (TensorFlow's `crc32c.h`). */
export function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c.buf(bytes) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
