/** The fingerprint: one SHA-256 that names an exact data set. */

import { createHash } from 'node:crypto';
import type { Dataset } from './types.js';

/** What the fingerprint covers. */
export type FingerprintParts = Pick<
  Dataset,
  'count' | 'pixels' | 'labels' | 'splits' | 'splitNames' | 'targets'
>;

/** SHA-256 of one array's bytes, as lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * SHA-256 (64 hex digits) over count, split names and the SHA-256 of each of pixels, labels, splits and targets.
 * Hashing the parts first lets a packed copy keep the costly one (the pixels', 74 MB) and lay new votes over it.
 * Float32 targets are hashed as the little-endian bytes they have on every platform Node runs on in practice.
 * @param pixelsHash SHA-256 of `parts.pixels` when it is already known
 * @example
 * const name = fingerprint({ count: 1, pixels: new Uint8Array(2304), labels: Uint8Array.of(3),
 *   splits: Uint8Array.of(0), splitNames: ['Training'] });
 */
export function fingerprint(parts: FingerprintParts, pixelsHash: string = sha256(parts.pixels)): string {
  const { targets } = parts;
  const text = JSON.stringify({
    format: 'vultus-data-1',
    count: parts.count,
    pixels: pixelsHash,
    labels: sha256(parts.labels),
    splits: sha256(parts.splits),
    splitNames: parts.splitNames,
    targets: targets ? sha256(new Uint8Array(targets.buffer, targets.byteOffset, targets.byteLength)) : null,
  });
  return createHash('sha256').update(text).digest('hex');
}
