/** For tests: reads TensorBoard's event files and checks every checksum. */
import { PbfReader } from 'pbf';
import { maskedCrc } from './tfevents.js';

/** An event as far as Vultus writes any. */
export interface ReadEvent {
  time?: number;
  step?: number;
  fileVersion?: string;
  session?: number;
  tag?: string;
  value?: number;
}

export function readEvents(bytes: Uint8Array): ReadEvent[] {
  const events: ReadEvent[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length; ) {
    const length = Number(view.getBigUint64(at, true));
    const end = at + 12 + length;
    if (end + 4 > bytes.length) throw new Error(`the record at ${at} is cut off`);
    requireCrc(bytes.subarray(at, at + 8), view.getUint32(at + 8, true), at);
    requireCrc(bytes.subarray(at + 12, end), view.getUint32(end, true), at);
    events.push(readEvent(bytes.subarray(at + 12, end)));
    at = end + 4;
  }
  return events;
}

function requireCrc(bytes: Uint8Array, expected: number, at: number): void {
  if (maskedCrc(bytes) !== expected) throw new Error(`the record at ${at} has a wrong checksum`);
}

function readEvent(bytes: Uint8Array): ReadEvent {
  const value = (tag: number, event: ReadEvent, pbf: PbfReader): void => {
    if (tag === 1) event.tag = pbf.readString();
    else if (tag === 2) event.value = pbf.readFloat();
  };
  return new PbfReader(bytes).readFields<ReadEvent>((tag, event, pbf) => {
    if (tag === 1) event.time = pbf.readDouble();
    else if (tag === 2) event.step = pbf.readVarint();
    else if (tag === 3) event.fileVersion = pbf.readString();
    else if (tag === 5) pbf.readMessage((inner) => inner === 1 && pbf.readMessage(value, event), event);
    else if (tag === 7) {
      pbf.readMessage((inner) => {
        if (inner === 1) event.session = pbf.readVarint();
      }, event);
    }
  }, {});
}
