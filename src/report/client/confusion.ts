/** The confusion matrix as a chart: rows are true classes, columns are answers, colour is the share of the row. */
import type { Evaluation } from '../../evaluate/evaluate.js';
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

export function drawConfusion(evaluation: Evaluation, width: number): Element {
  const Plot = plot();
  const rows = confusionRows(evaluation);
  const left = 72;
  const k = evaluation.classes.length;
  const wide = (width - left) / k >= 52;
  const right = wide ? 0 : 16; // room for the last slanted name
  const cell = Math.min(76, (width - left - right) / k);
  const fill = textOn(matchMedia('(prefers-color-scheme: dark)').matches);
  return Plot.plot({
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
}
