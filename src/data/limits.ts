/** What a reader accepts at most: guards against archives made to fill the memory or the day ("zip bombs"). */

/** Upper bounds of one read; all are counted while reading, never taken from a file's own headers. */
export interface Limits {
  /** Bytes of a text or an archive after unpacking. */
  readonly unpackedBytes: number;
  /** Bytes of one image file. */
  readonly imageBytes: number;
  /** Pixels (width × height) of one image. */
  readonly imagePixels: number;
  /** Bytes of a file of votes. */
  readonly votesBytes: number;
  /** Images of one data set. */
  readonly images: number;
  /** Bad rows that `skipBad` passes over before it takes the file for something else. */
  readonly badRows: number;
}

/** README.md states these. 4 GiB holds FER2013 sixteen times; 100 megapixels is beyond any camera that took a face picture. */
export const LIMITS: Limits = {
  unpackedBytes: 4 * 2 ** 30,
  imageBytes: 64 * 2 ** 20,
  imagePixels: 100_000_000,
  votesBytes: 64 * 2 ** 20,
  images: 1_000_000,
  badRows: 100_000,
};
