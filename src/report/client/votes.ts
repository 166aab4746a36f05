/** Labels against what most people saw: a matrix of counts, and the histogram of how far the people agree. */
import type { VoteAgreement } from '../../data/overview/vote-agreement.js';
import { ACCENT, COMMON, countText, INK, percentText, plot } from './kit.js';

export interface AnswerRow {
  readonly label: string;
  readonly answer: string;
  readonly count: number;
  /** Of the rows with this label, 0–1; 0 when there is none. */
  readonly share: number;
}

/** The part of `VoteAgreement` that is drawn. */
export type DrawnVotes = Pick<VoteAgreement, 'answers' | 'confusion' | 'entropy'>;

export function answerRows({ answers, confusion }: DrawnVotes, classes: readonly string[]): AnswerRow[] {
  return confusion.flatMap((counts, c) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count, a) => ({
      label: classes[c],
      answer: answers[a],
      count,
      share: total === 0 ? 0 : count / total,
    }));
  });
}

export function drawAnswers(votes: DrawnVotes, classes: readonly string[], width: number): Element {
  const Plot = plot();
  const rows = answerRows(votes, classes);
  const left = 68;
  const right = 34; // room for the last slanted name
  const cell = (width - left - right) / votes.answers.length;
  const roomy = cell >= 44;
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  return Plot.plot({
    ...COMMON,
    width,
    height: 92 + classes.length * Math.max(22, Math.min(40, cell * 0.72)),
    ...{ marginLeft: left, marginRight: right, marginTop: 88, marginBottom: 4 },
    x: {
      ...{ axis: 'top', label: 'most voters', labelAnchor: 'left', labelArrow: 'right', labelOffset: 84 },
      ...{ domain: votes.answers, tickSize: 0, tickRotate: -40 },
    },
    y: { label: 'label', labelArrow: 'down', domain: classes, tickSize: 0 },
    opacity: { domain: [0, 1], range: [0, 1] },
    marks: [
      Plot.cell(rows, { x: 'answer', y: 'label', fill: INK, fillOpacity: 0.035, inset: 0.5, rx: 2 }),
      Plot.cell(rows, {
        ...{ x: 'answer', y: 'label', fill: ACCENT, fillOpacity: 'share', inset: 0.5, rx: 2 },
        title: (row: AnswerRow) =>
          `labelled ${row.label}, most see ${row.answer}\n${countText(row.count)} rows\n${percentText(row.share)} of ${row.label}`,
        tip: { lineHeight: 1.3 },
      }),
      Plot.text(rows, {
        ...{ x: 'answer', y: 'label', pointerEvents: 'none', fontSize: roomy ? 12 : 10 },
        text: (row: AnswerRow) => (roomy ? countText(row.count) : (100 * row.share).toFixed(0)),
        fill: (row: AnswerRow) => answerInk(row.share, dark),
      }),
    ],
  });
}

/** Black or white, whichever has the higher contrast on a cell of this share (see `textOn` of the confusion matrix). */
function answerInk(share: number, dark: boolean): string {
  if (dark) return share > 0.59 ? 'black' : 'white';
  return share > 0.82 ? 'white' : 'black';
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
