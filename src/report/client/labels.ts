/** The charts of the page of `vultus labels`. */
import type { LabelsReport } from '../labels-types.js';
import { ACCENT, COMMON, countText, MUTED, percentText, plot, SOFT } from './kit.js';
import { drawMatrix, type Matrix } from './matrix.js';

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

export function drawPairs(
  { classes, calibrated }: Pick<LabelsReport, 'classes' | 'calibrated'>,
  width: number,
): Element {
  const matrix: Matrix = {
    counts: calibrated,
    rows: { label: 'label', names: classes },
    columns: { label: 'seems to be', names: classes },
    says: (label, seems) => `labelled ${label}, seems ${seems}`,
  };
  return drawMatrix(matrix, width);
}
