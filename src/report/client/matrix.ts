/** Counts as a matrix of cells, coloured by their share of the row: answers by class, votes and suggestions by label. */
import { ACCENT, COMMON, countText, INK, percentText, plot } from './kit.js';

export interface Matrix {
  /** [row][column] */
  readonly counts: readonly (readonly number[])[];
  readonly rows: { readonly label: string; readonly names: readonly string[] };
  readonly columns: { readonly label: string; readonly names: readonly string[] };
  /** What a cell is, in words: `fear, called sad`. */
  readonly says: (row: string, column: string) => string;
}

export interface MatrixCell {
  readonly row: string;
  readonly column: string;
  readonly count: number;
  /** Of the row's sum, 0–1; 0 when that is 0. */
  readonly share: number;
}

/** Row by row. */
export function matrixCells({ counts, rows, columns }: Omit<Matrix, 'says'>): MatrixCell[] {
  return counts.flatMap((line, r) => {
    const total = line.reduce((sum, count) => sum + count, 0);
    return line.map((count, c) => ({
      ...{ row: rows.names[r], column: columns.names[c], count },
      share: total === 0 ? 0 : count / total,
    }));
  });
}

/** What a hint and a screen reader say of a cell. */
export function cellText({ says }: Matrix, { row, column, count, share }: MatrixCell): string {
  return `${says(row, column)}\n${countText(count)} images\n${percentText(share)} of ${row}`;
}

/** Pixels a letter takes along the axis; of slanted names along and above it. */
const LETTER = { upright: 6.5, along: 5, above: 4.4 };

/** Sizes in pixels. */
function layoutOf({ rows, columns }: Matrix, width: number) {
  const left = 72;
  const longest = Math.max(...columns.names.map((name) => name.length));
  const share = (width - left) / columns.names.length;
  const upright = share >= LETTER.upright * longest;
  const last = columns.names[columns.names.length - 1];
  // A slanted name begins at the middle of its column.
  const right = upright ? 0 : Math.max(0, LETTER.along * last.length - share / 2);
  const top = upright ? 40 : 30 + LETTER.above * longest;
  const cell = Math.min(76, (width - left - right) / columns.names.length);
  // Two lines of text, the count alone, or its share as a number of two digits.
  const shows = cell >= 52 ? 'both' : cell >= 44 ? 'count' : 'share';
  const height = cell * (shows === 'both' ? 0.86 : 1) * rows.names.length;
  return { left, right, top, upright, cell, shows, height } as const;
}

/**
 * Black or white, whichever reads better on a cell: both have a contrast of at least 4.5 to the accent at the turn,
 * where the cell's luminance is 0.18 (WCAG 2 formula, worked out for both schemes).
 */
function inkOn(dark: boolean): (cell: MatrixCell) => string {
  return dark
    ? ({ share }) => (share > 0.59 ? 'black' : 'white')
    : ({ share }) => (share > 0.82 ? 'white' : 'black');
}

export function drawMatrix(matrix: Matrix, width: number): Element {
  const Plot = plot();
  const cells = matrixCells(matrix);
  const { rows, columns } = matrix;
  const { left, right, top, upright, cell, shows, height } = layoutOf(matrix, width);
  const place = { x: 'column', y: 'row' };
  const square = { ...place, inset: 1, rx: 2 };
  const fill = inkOn(matchMedia('(prefers-color-scheme: dark)').matches);
  const text = { ...place, fill, pointerEvents: 'none' } as const;
  return Plot.plot({
    ...COMMON,
    width: left + cell * columns.names.length + right,
    height: top + 4 + height,
    ...{ marginLeft: left, marginRight: right, marginTop: top, marginBottom: 4 },
    x: {
      ...{ axis: 'top', label: columns.label, labelAnchor: 'left', labelArrow: 'right' },
      ...{ domain: columns.names, tickSize: 0, tickRotate: upright ? 0 : -40 },
    },
    y: { label: rows.label, labelArrow: 'down', domain: rows.names, tickSize: 0 },
    opacity: { domain: [0, 1], range: [0, 1] },
    marks: [
      Plot.cell(cells, { ...square, fill: INK, fillOpacity: 0.035 }),
      Plot.cell(cells, {
        ...{ ...square, fill: ACCENT, fillOpacity: 'share', tip: { lineHeight: 1.3 } },
        title: (one: MatrixCell) => cellText(matrix, one),
      }),
      Plot.text(cells, {
        ...{ ...text, fontSize: cell < 30 ? 10 : 13, fontWeight: 600, dy: shows === 'both' ? -7 : 0 },
        text: ({ count, share }: MatrixCell) =>
          shows === 'share' ? (100 * share).toFixed(0) : countText(count),
      }),
      shows === 'both'
        ? Plot.text(cells, {
            ...{ ...text, fontSize: 11, dy: 9 },
            text: ({ share }: MatrixCell) => percentText(share),
          })
        : null,
    ],
  });
}
