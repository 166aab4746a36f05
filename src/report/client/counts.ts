/** Images by class and split, as stacked bars. */
import { type ChartData, COMMON, countText, percentText, plot, TONES } from './kit.js';

export interface CountRow {
  readonly class: string;
  readonly split: string;
  readonly count: number;
  /** Of the split's images, 0–1. */
  readonly share: number;
}

export function countRows(data: ChartData['data']): CountRow[] {
  return data.splits.flatMap((split) => {
    const total = split.counts.reduce((sum, count) => sum + count, 0);
    return data.classes.map((name, c) => ({
      class: name,
      split: split.name,
      count: split.counts[c],
      share: total === 0 ? 0 : split.counts[c] / total,
    }));
  });
}

export function drawCounts(data: ChartData['data'], width: number): Element {
  const Plot = plot();
  const rows = countRows(data);
  const most = Math.max(
    1,
    ...data.classes.map((_, c) => data.splits.reduce((sum, { counts }) => sum + counts[c], 0)),
  );
  return Plot.plot({
    ...COMMON,
    width,
    height: 72 + 28 * data.classes.length,
    marginBottom: 42,
    marginLeft: 68,
    marginRight: 24,
    x: {
      label: 'images',
      grid: true,
      ticks: Math.min(most, Math.max(3, width / 110)),
      tickFormat: countText,
    },
    y: { label: null, domain: data.classes, tickSize: 0 },
    color: { domain: data.splits.map((split) => split.name), range: TONES, legend: data.splits.length > 1 },
    marks: [
      Plot.barX(rows, {
        x: 'count',
        y: 'class',
        fill: 'split',
        insetTop: 3,
        insetBottom: 3,
        title: (row: CountRow) =>
          `${row.class} · ${row.split}\n${countText(row.count)} images\n${percentText(row.share)} of ${row.split}`,
        tip: { lineHeight: 1.3 },
      }),
      Plot.ruleX([0]),
    ],
  });
}
