/** The package's second file, which its own types leave out. */
declare module 'crc-32/crc32c.js' {
  const crc32c: {
    /** CRC-32C (Castagnoli) as a signed 32-bit number. */
    buf(data: Uint8Array, seed?: number): number;
  };
  export default crc32c;
}
