/** The confusion matrix as a chart: rows are true classes, columns are answers, colour is the share of the row. */
import type { Evaluation } from '../../evaluate/evaluate.js';
import type { OpenCell } from './errors.js';
import { ACCENT, COMMON, countText, INK, percentText, plot } from './kit.js';

export interface ConfusionRow {
  readonly truth: string;
  readonly answer: string;
  readonly count: number;
  /** Of the true class's images, 0–1; 0 when it has none. */
  readonly share: number;
}

export function confusionRows(evaluation: Evaluation): ConfusionRow[] {
  return evaluation.confusion.flatMap((counts, t) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count, p) => ({
      truth: evaluation.classes[t],
      answer: evaluation.classes[p],
      count,
      share: total === 0 ? 0 : count / total,
    }));
  });
}

function cellTitle(row: ConfusionRow): string {
  const hit = row.truth === row.answer ? 'recognised' : `called ${row.answer}`;
  return `${row.truth}, ${hit}\n${countText(row.count)} images\n${percentText(row.share)} of ${row.truth}`;
}

/**
 * Black or white, whichever reads better on a cell: both have a contrast of at least 4.5 to the accent at the turn,
 * where the cell's luminance is 0.18 (WCAG 2 formula, worked out for both schemes).
 */
function textOn(dark: boolean): (row: ConfusionRow) => string {
  return dark
    ? (row) => (row.share > 0.59 ? 'black' : 'white')
    : (row) => (row.share > 0.82 ? 'white' : 'black');
}

/** @param open makes every cell a button that shows the faces behind it */
export function drawConfusion(evaluation: Evaluation, width: number, open?: OpenCell): Element {
  const Plot = plot();
  const rows = confusionRows(evaluation);
  const left = 72;
  const k = evaluation.classes.length;
  const wide = (width - left) / k >= 52;
  const right = wide ? 0 : 16; // room for the last slanted name
  const cell = Math.min(76, (width - left - right) / k);
  const fill = textOn(matchMedia('(prefers-color-scheme: dark)').matches);
  const chart = Plot.plot({
    ...COMMON,
    width: left + cell * k + right,
    height: (wide ? 44 : 62) + cell * k * (wide ? 0.86 : 1),
    marginLeft: left,
    marginRight: right,
    marginTop: wide ? 40 : 58,
    marginBottom: 4,
    x: {
      axis: 'top',
      label: 'network’s answer',
      labelAnchor: 'left',
      labelArrow: 'right',
      domain: evaluation.classes,
      tickSize: 0,
      tickRotate: wide ? 0 : -40,
    },
    y: { label: 'true class', labelArrow: 'down', domain: evaluation.classes, tickSize: 0 },
    opacity: { domain: [0, 1], range: [0, 1] },
    marks: [
      Plot.cell(rows, {
        x: 'answer',
        y: 'truth',
        fill: INK,
        fillOpacity: 0.035,
        inset: 1,
        rx: 2,
      }),
      Plot.cell(rows, {
        x: 'answer',
        y: 'truth',
        fill: ACCENT,
        fillOpacity: 'share',
        inset: 1,
        rx: 2,
        title: cellTitle,
        tip: { lineHeight: 1.3 },
      }),
      Plot.text(rows, {
        x: 'answer',
        y: 'truth',
        text: (row: ConfusionRow) => (wide ? countText(row.count) : (100 * row.share).toFixed(0)),
        fill,
        dy: wide ? -7 : 0,
        fontSize: 13,
        fontWeight: 600,
        pointerEvents: 'none',
      }),
      wide
        ? Plot.text(rows, {
            x: 'answer',
            y: 'truth',
            text: (row: ConfusionRow) => percentText(row.share),
            fill,
            dy: 9,
            fontSize: 11,
            pointerEvents: 'none',
          })
        : null,
    ],
  });
  if (open) makeButtons(chart, rows, k, open);
  return chart;
}

/**
 * Makes the coloured cells buttons, one stop of the Tab key together: arrow keys move among them, Enter, Space or a click
 * opens one.
 */
function makeButtons(chart: Element, rows: readonly ConfusionRow[], k: number, open: OpenCell): void {
  const cells = [
    ...([...chart.querySelectorAll('[aria-label="cell"]')].at(-1)?.children ?? []),
  ] as SVGElement[];
  chart.removeAttribute('role');
  const focus = (i: number): void => {
    cells.forEach((cell, other) => {
      cell.tabIndex = other === i ? 0 : -1;
    });
    cells[i].focus();
  };
  cells.forEach((cell, i) => {
    const [truth, answer] = [Math.floor(i / k), i % k];
    const openThis = (): void => open({ truth, answer });
    cell.setAttribute('role', 'button');
    cell.setAttribute('class', 'cell');
    cell.setAttribute('aria-label', cellTitle(rows[i]).replaceAll('\n', ', '));
    cell.tabIndex = i === 0 ? 0 : -1;
    cell.addEventListener('click', openThis);
    // Else the press would pin the chart's tip where the faces are to be looked at.
    cell.addEventListener('pointerdown', (event) => event.stopPropagation());
    cell.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') openThis();
      else {
        const [row, column] = step(truth, answer, event.key);
        if (row < 0 || column < 0 || row >= k || column >= k || i === row * k + column) return;
        focus(row * k + column);
      }
      event.preventDefault();
    });
  });
}

/** The cell an arrow key leads to; the same one for other keys. */
function step(row: number, column: number, key: string): [number, number] {
  const moves: Record<string, [number, number]> = {
    ...{ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] },
  };
  const [down, right] = moves[key] ?? [0, 0];
  return [row + down, column + right];
}
