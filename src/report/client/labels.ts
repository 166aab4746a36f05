/** The charts of the page of `vultus labels`. */
import type { LabelsReport } from '../labels-types.js';
import { ACCENT, COMMON, countText, INK, MUTED, percentText, plot, SOFT } from './kit.js';

interface AgreementRow {
  readonly count: number;
  readonly measure: string;
  readonly share: number;
}

const MEASURES = ['called wrong', 'confirmed'] as const;

/** Two rows a point of the curve. */
export function agreementRows({ curve }: NonNullable<LabelsReport['referee']>): AgreementRow[] {
  return curve.flatMap(({ count, wrong, confirmed }) => [
    { count, measure: MEASURES[0], share: wrong },
    { count, measure: MEASURES[1], share: confirmed },
  ]);
}

export function drawAgreement(referee: NonNullable<LabelsReport['referee']>, width: number): Element {
  const Plot = plot();
  const rows = agreementRows(referee);
  const chance = [
    { measure: MEASURES[0], share: referee.random.wrong.value },
    { measure: MEASURES[1], share: referee.random.confirmed.value },
  ];
  return Plot.plot({
    ...COMMON,
    width,
    height: 300,
    marginLeft: 48,
    marginBottom: 42,
    marginRight: 24,
    x: {
      label: 'first suggestions',
      tickFormat: countText,
      ticks: Math.max(3, width / 110),
      domain: [0, rows.at(-1)?.count ?? 1],
    },
    y: { label: 'share (%)', percent: true, domain: [0, 100], grid: true },
    color: { domain: [...MEASURES], range: [ACCENT, SOFT], legend: true },
    marks: [
      Plot.ruleY(chance, { y: 'share', stroke: 'measure', strokeDasharray: '4,3' }),
      Plot.text(chance.slice(0, 1), {
        y: 'share',
        text: () => 'any label',
        frameAnchor: 'left',
        dx: 4,
        dy: -8,
        fill: MUTED,
      }),
      Plot.lineY(rows, { x: 'count', y: 'share', z: 'measure', stroke: 'measure', strokeWidth: 2 }),
      Plot.tip(
        rows,
        Plot.pointer({
          x: 'count',
          y: 'share',
          lineHeight: 1.3,
          title: (row: AgreementRow) =>
            `first ${countText(row.count)}\n${row.measure}: ${percentText(row.share)}`,
        }),
      ),
    ],
  });
}

interface PairRow {
  readonly label: string;
  readonly seems: string;
  readonly count: number;
  /** Of the label's images, 0–1. */
  readonly share: number;
}

export function pairRows({ classes, calibrated }: Pick<LabelsReport, 'classes' | 'calibrated'>): PairRow[] {
  return calibrated.flatMap((counts, i) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count, j) => ({
      label: classes[i],
      seems: classes[j],
      count,
      share: total === 0 ? 0 : count / total,
    }));
  });
}

export function drawPairs(report: Pick<LabelsReport, 'classes' | 'calibrated'>, width: number): Element {
  const Plot = plot();
  const rows = pairRows(report);
  const left = 72;
  const k = report.classes.length;
  const cell = Math.min(76, (width - left - 16) / k);
  const wide = cell >= 52;
  // As in the confusion matrix: black and white both keep a contrast of 4.5 to the accent at the turn.
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const full = ({ share }: PairRow): boolean => share > (dark ? 0.59 : 0.82);
  const ink = (row: PairRow): string => (full(row) === dark ? 'black' : 'white');
  return Plot.plot({
    ...COMMON,
    width: left + cell * k + 16,
    height: 62 + cell * k * 0.86,
    marginLeft: left,
    marginRight: 16,
    marginTop: 58,
    marginBottom: 4,
    x: {
      axis: 'top',
      label: 'seems to be',
      labelAnchor: 'left',
      labelArrow: 'right',
      domain: report.classes,
      tickSize: 0,
      tickRotate: wide ? 0 : -40,
    },
    y: { label: 'label', labelArrow: 'down', domain: report.classes, tickSize: 0 },
    opacity: { domain: [0, 1], range: [0, 1] },
    marks: [
      Plot.cell(rows, { x: 'seems', y: 'label', fill: INK, fillOpacity: 0.035, inset: 1, rx: 2 }),
      Plot.cell(rows, {
        x: 'seems',
        y: 'label',
        fill: ACCENT,
        fillOpacity: 'share',
        inset: 1,
        rx: 2,
        title: (row: PairRow) =>
          `labelled ${row.label}, seems ${row.seems}\n${countText(row.count)} images\n${percentText(row.share)} of ${row.label}`,
        tip: { lineHeight: 1.3 },
      }),
      Plot.text(rows, {
        x: 'seems',
        y: 'label',
        text: (row: PairRow) => (wide ? countText(row.count) : (100 * row.share).toFixed(0)),
        fill: ink,
        fontSize: 12,
        pointerEvents: 'none',
      }),
    ],
  });
}
