/** Fields of comma-separated values. */

/**
 * A field as RFC 4180 wants it written: quoted where a comma, a quote or a line break would end it.
 * @example csvField('a "b", c'); // '"a ""b"", c"'
 */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
