/** A 3×5 pixel font for captions inside pictures: no font files, the same pixels everywhere. */

// Five rows a glyph, three bits a row, the left pixel highest.
const GLYPHS: Readonly<Record<string, string>> = {
  a: '25755',
  b: '65656',
  c: '34443',
  d: '65556',
  e: '74647',
  f: '74644',
  g: '34553',
  h: '55755',
  i: '72227',
  j: '11152',
  k: '55655',
  l: '44447',
  m: '57755',
  n: '65555',
  o: '25552',
  p: '65644',
  q: '25563',
  r: '65655',
  s: '34216',
  t: '72222',
  u: '55557',
  v: '55552',
  w: '55775',
  x: '55255',
  y: '55222',
  z: '71247',
  0: '75557',
  1: '26227',
  2: '61247',
  3: '61216',
  4: '55711',
  5: '74616',
  6: '34757',
  7: '71222',
  8: '75757',
  9: '75716',
  ' ': '00000',
  '-': '00700',
  '.': '00002',
  _: '00007',
  ':': '02020',
  '%': '51245',
  '/': '11244',
  '+': '02720',
  '?': '61202',
};

/** Height of a line of text in font pixels. */
export const TEXT_HEIGHT = 5;
/** Width of one character with the gap after it. */
const ADVANCE = 4;

/** Width of a text in font pixels. */
export function textWidth(text: string): number {
  return Math.max(0, text.length * ADVANCE - 1);
}

/** Calls `dot` for every set pixel of a text; characters the font lacks show as `?`, letters without case. */
export function drawText(text: string, dot: (x: number, y: number) => void): void {
  Array.from(text.toLowerCase()).forEach((character, i) => {
    const rows = GLYPHS[character] ?? GLYPHS['?'];
    for (let y = 0; y < TEXT_HEIGHT; y++) {
      for (let x = 0; x < 3; x++) {
        if ((Number(rows[y]) >> (2 - x)) & 1) dot(i * ADVANCE + x, y);
      }
    }
  });
}
