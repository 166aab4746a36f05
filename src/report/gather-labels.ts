/** Collects what the page of `vultus labels` shows. */
import type { Dataset } from '../data/types.js';
import type { LabelIssue, LabelIssues } from '../evaluate/label-issues.js';
import type { Judgement, Refereed } from '../evaluate/referee.js';
import type { OutOfSample } from '../train/cross-validate.js';
import { gatherFaces } from './faces.js';
import type { LabelsReport, ShownIssue } from './labels-types.js';

/** Suggestions shown with their faces. */
const SHOWN = 100;

export interface LabelsGathering
  extends Pick<LabelsReport, 'createdBy' | 'createdAt' | 'command' | 'split' | 'network'> {
  readonly dataset: Dataset;
  /** Rows whose labels were checked. */
  readonly rows: Uint32Array;
  readonly answers: OutOfSample;
  readonly found: LabelIssues;
  /** The voters' part; absent when none were asked. */
  readonly voters?: {
    readonly source: string;
    readonly result: Refereed;
    readonly votesOf: (row: number) => string;
    readonly judge: (issue: LabelIssue) => Judgement;
  };
}

/** @throws DataError as `gatherFaces` */
export async function gatherLabels(from: LabelsGathering): Promise<LabelsReport> {
  const { dataset, rows, answers, found, voters, createdBy, createdAt, command, split, network } = from;
  const { source, fingerprint, classes } = dataset;
  const first = found.issues.slice(0, SHOWN);
  const suggested = classes.map(() => classes.map(() => 0));
  for (const issue of found.issues) suggested[issue.label][issue.suggested]++;
  return {
    ...{ createdBy, source, fingerprint, classes, split, network, command, suggested },
    ...(createdAt !== undefined && { createdAt }),
    images: rows.length,
    issues: found.issues.length,
    thresholds: found.thresholds,
    counts: found.counts,
    calibrated: found.calibrated,
    folds: answers.folds,
    accuracy: answers.accuracy,
    ...(voters && { referee: { ...voters.result, source: voters.source } }),
    shown: first.map((issue, i) => shownIssue(issue, i + 1, from)),
    ...(first.length > 0 && {
      faces: await gatherFaces(
        dataset,
        first.map(({ index }) => rows[index]),
      ),
    }),
  };
}

function shownIssue(issue: LabelIssue, rank: number, { dataset, rows, voters }: LabelsGathering): ShownIssue {
  const { index, label, suggested, labelProbability, suggestedProbability } = issue;
  const row = rows[index];
  return {
    ...{ rank, row, labelProbability, suggestedProbability },
    label: dataset.classes[label],
    suggested: dataset.classes[suggested],
    ...(voters && { votes: voters.votesOf(row), judgement: voters.judge(issue) }),
  };
}
