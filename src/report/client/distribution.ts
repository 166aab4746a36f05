/** How a measure is spread: a histogram by split, and the quantiles of each class. */
import type { Distribution, Spread } from '../../data/overview/index.js';
import { ACCENT, COMMON, countText, MUTED, PAPER, percentText, plot, SOFT, TONES } from './kit.js';

export interface Axis {
  readonly label: string;
  /** Logarithmic; what is under the second edge stands in a bin of its own at the left. */
  readonly log?: boolean;
  /** Of values in hints. */
  readonly digits: number;
}

/** A point of a histogram's outline: the left end of a bin. */
export interface BinRow {
  readonly split: string;
  readonly x: number;
  /** Of the split's images, 0–1. */
  readonly share: number;
}

/** A bin with what every split has in it. */
export interface BinHint {
  readonly x: number;
  readonly top: number;
  readonly text: string;
}

/** On a logarithmic axis 0 has no place: the first bin is drawn as wide as the next one. */
function drawnEdges(edges: readonly number[], log: boolean): number[] {
  return log ? [(edges[1] * edges[1]) / edges[2], ...edges.slice(1)] : [...edges];
}

/** Bins that hold anything, with one empty bin kept at each side. */
function filledBins({ splits, edges }: Distribution): { first: number; last: number } {
  const filled = edges.slice(1).map((_, bin) => splits.some(({ histogram }) => histogram[bin] > 0));
  return {
    first: Math.max(0, filled.indexOf(true) - 1),
    last: Math.min(filled.length - 1, filled.lastIndexOf(true) + 1),
  };
}

/** Ticks that do not crowd; on a logarithmic axis at 1, 2, 3 over one decade, at 1, 2 or 1 alone over more. */
export function ticksOf(
  values: readonly number[],
  log: boolean,
  width: number,
): { ticks: number | number[]; tickFormat: (value: number) => string } {
  const tickFormat = (value: number): string => value.toLocaleString('en-US');
  if (!log) return { ticks: Math.max(3, width / 90), tickFormat };
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const between = (steps: readonly number[]): number[] =>
    [-1, 0, 1, 2, 3, 4, 5, 6]
      .flatMap((power) => steps.map((step) => step * 10 ** power))
      .filter((value) => value >= low && value <= high);
  // Plot labels no more than these of a decade.
  const fine = [
    [1, 2, 3],
    [1, 2],
  ]
    .map(between)
    .find((ticks) => ticks.length * 100 <= width);
  return { ticks: fine ?? between([1]), tickFormat };
}

/** Outlines as steps, closed at zero on both sides. */
export function binRows(measure: Distribution, log: boolean): BinRow[] {
  const edges = drawnEdges(measure.edges, log);
  const { first, last } = filledBins(measure);
  return measure.splits
    .filter(({ count }) => count > 0)
    .flatMap(({ name, count, histogram }) => [
      ...histogram
        .slice(first, last + 1)
        .map((images, i) => ({ split: name, x: edges[first + i], share: images / count })),
      { split: name, x: edges[last + 1], share: 0 },
    ]);
}

export function binHints(measure: Distribution, axis: Axis): BinHint[] {
  const edges = drawnEdges(measure.edges, axis.log ?? false);
  const { first, last } = filledBins(measure);
  const filled = measure.splits.filter(({ count }) => count > 0);
  const text = (value: number): string =>
    value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? axis.digits : 0 });
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const bin = first + i;
    const lines = filled.map(
      ({ name, histogram, count }) =>
        `${name}: ${percentText(histogram[bin] / count)} (${countText(histogram[bin])})`,
    );
    return {
      x: axis.log ? Math.sqrt(edges[bin] * edges[bin + 1]) : (edges[bin] + edges[bin + 1]) / 2,
      top: Math.max(...filled.map(({ histogram, count }) => histogram[bin] / count)),
      text: `${text(measure.edges[bin])} to ${text(measure.edges[bin + 1])}\n${lines.join('\n')}`,
    };
  });
}

export function drawDistribution(measure: Distribution, axis: Axis, width: number): Element {
  const Plot = plot();
  const log = axis.log ?? false;
  const names = measure.splits.filter(({ count }) => count > 0).map(({ name }) => name);
  const rows = binRows(measure, log);
  const hints = binHints(measure, axis);
  return Plot.plot({
    ...COMMON,
    width,
    height: Math.min(240, 120 + width / 5),
    ...{ marginLeft: 48, marginBottom: 40, marginRight: 16, marginTop: 26 },
    x: {
      label: axis.label,
      type: log ? 'log' : 'linear',
      ...ticksOf(
        rows.map(({ x }) => x),
        log,
        width,
      ),
    },
    y: {
      label: 'share of the split’s images',
      grid: true,
      ticks: 4,
      tickFormat: (v: number) => percentText(v, 0),
    },
    color: { domain: names, range: [ACCENT, TONES[3], SOFT, TONES[1]], legend: names.length > 1 },
    marks: [
      Plot.areaY(rows, {
        ...{ x: 'x', y1: 0, y2: 'share', fill: 'split', z: 'split', fillOpacity: 0.14, curve: 'step-after' },
      }),
      Plot.lineY(rows, {
        ...{ x: 'x', y: 'share', stroke: 'split', z: 'split', strokeWidth: 1.6, curve: 'step-after' },
      }),
      Plot.ruleY([0]),
      Plot.ruleX(hints, Plot.pointerX({ x: 'x', stroke: MUTED, strokeOpacity: 0.5 })),
      Plot.tip(hints, Plot.pointerX({ x: 'x', y: 'top', title: 'text', lineHeight: 1.3 })),
    ],
  });
}

/** One line a class: where the middle of its images lies. Classes without images are left out. */
export function drawSpreads(spreads: readonly Spread[], axis: Axis, width: number): Element {
  const Plot = plot();
  const filled = spreads.filter(({ count }) => count > 0);
  // Where a logarithm has no place for 0, images of one gray stand at 1.
  const least = axis.log ? 1 : Number.NEGATIVE_INFINITY;
  const at = (key: 'p5' | 'p25' | 'median' | 'p75' | 'p95') => (one: Spread) => Math.max(least, one[key]);
  const text = (value: number): string =>
    value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? axis.digits : 0 });
  const hint = (one: Spread): string =>
    `${one.name}, ${countText(one.count)} images\nmedian ${text(one.median)}\nhalf: ${text(one.p25)} to ${text(one.p75)}\n90 %: ${text(one.p5)} to ${text(one.p95)}`;
  return Plot.plot({
    ...COMMON,
    width,
    height: 56 + 24 * filled.length,
    ...{ marginLeft: 68, marginBottom: 40, marginRight: 16, marginTop: 8 },
    x: {
      ...{ label: axis.label, type: axis.log ? 'log' : 'linear', grid: true, nice: !axis.log },
      ...ticksOf(
        filled.flatMap((one) => [at('p5')(one), at('p95')(one)]),
        axis.log ?? false,
        width,
      ),
    },
    y: { label: null, domain: filled.map(({ name }) => name), tickSize: 0 },
    marks: [
      Plot.ruleY(filled, { x1: at('p5'), x2: at('p95'), y: 'name', stroke: SOFT, strokeWidth: 1.5 }),
      Plot.ruleY(filled, {
        x1: at('p25'),
        x2: at('p75'),
        y: 'name',
        stroke: ACCENT,
        strokeWidth: 7,
        strokeOpacity: 0.45,
      }),
      Plot.dot(filled, { x: at('median'), y: 'name', r: 4.5, fill: ACCENT, stroke: PAPER }),
      Plot.tip(filled, Plot.pointerY({ x: at('median'), y: 'name', title: hint, lineHeight: 1.3 })),
    ],
  });
}
