/** Labels against what most people saw: a matrix of counts, and the histogram of how far the people agree. */
import type { VoteAgreement } from '../../data/overview/vote-agreement.js';
import { ACCENT, COMMON, countText, percentText, plot } from './kit.js';
import { drawMatrix, type Matrix } from './matrix.js';

/** The part of `VoteAgreement` that is drawn. */
export type DrawnVotes = Pick<VoteAgreement, 'answers' | 'confusion' | 'entropy'>;

export function drawAnswers(
  { answers, confusion }: DrawnVotes,
  classes: readonly string[],
  width: number,
): Element {
  const matrix: Matrix = {
    counts: confusion,
    rows: { label: 'label', names: classes },
    columns: { label: 'most voters', names: answers },
    says: (label, answer) => `labelled ${label}, most see ${answer}`,
  };
  return drawMatrix(matrix, width);
}

/** Rows by the entropy of their votes. */
export function drawEntropy({ entropy }: DrawnVotes, width: number): Element {
  const Plot = plot();
  const total = entropy.histogram.reduce((sum, count) => sum + count, 0);
  const bins = entropy.histogram.map((count, i) => ({
    ...{ from: entropy.edges[i], to: entropy.edges[i + 1], count },
    share: total === 0 ? 0 : count / total,
  }));
  return Plot.plot({
    ...COMMON,
    width,
    height: Math.min(220, 120 + width / 6),
    ...{ marginLeft: 48, marginBottom: 40, marginRight: 16, marginTop: 26 },
    x: { label: 'entropy of the votes, bits', ticks: Math.max(3, width / 90) },
    y: { label: 'share of rows', grid: true, ticks: 4, tickFormat: (v: number) => percentText(v, 0) },
    marks: [
      Plot.rectY(bins, {
        ...{ x1: 'from', x2: 'to', y: 'share', fill: ACCENT, fillOpacity: 0.75, inset: 0.5 },
        title: (bin: (typeof bins)[number]) =>
          `${bin.from} to ${bin.to} bits\n${countText(bin.count)} rows\n${percentText(bin.share)}`,
        tip: { lineHeight: 1.3 },
      }),
      Plot.ruleY([0]),
    ],
  });
}
