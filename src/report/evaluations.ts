/** From studied splits to what a report shows of them. */
import type { Dataset } from '../data/types.js';
import type { Evaluation } from '../evaluate/evaluate.js';
import type { Rate } from '../evaluate/interval.js';
import type { SplitStudy } from '../evaluate/study.js';
import { packAnswers } from './answers.js';
import { gatherFaces } from './faces.js';
import { headlineOf } from './headline.js';
import type { ReportData, ReportEvaluation } from './types.js';

/** A split with what was found on it. */
export interface StudiedSplit
  extends Pick<ReportEvaluation, 'split' | 'role' | 'sentence' | 'fittedHere' | 'views'> {
  readonly study: SplitStudy;
  /** The images of which training saw no exact copy, where it saw some. */
  readonly withoutCopies?: { readonly accuracy: Rate; readonly count: number };
}

/**
 * The evaluations in their order. That of the headline also gets its images' answers, and the page their faces: several
 * splits would make the file too large to open at once.
 */
export async function gatherEvaluations(
  studied: readonly StudiedSplit[],
  dataset: Pick<Dataset, 'pixels'>,
): Promise<Pick<ReportData, 'evaluations' | 'faces'>> {
  const main = headlineOf(studied);
  if (main === undefined) return { evaluations: [] };
  const answers = packAnswers(main.study.images);
  const evaluations = studied.map((entry): ReportEvaluation => {
    const { split, role, sentence, fittedHere, views } = entry;
    const { analysis, scaled } = entry.study;
    return {
      ...{ split, role, sentence, fittedHere, evaluation: plainScores(analysis.metrics), analysis },
      ...(views && { views }),
      ...(scaled && { scaled }),
      ...(entry === main && { answers }),
    };
  });
  return { evaluations, faces: await gatherFaces(dataset, answers.rows) };
}

/** Without what the page holds as `analysis` too. */
function plainScores(metrics: Evaluation): Evaluation {
  const { count, accuracy, balancedAccuracy, macroF1, loss, perClass, confusion, classes } = metrics;
  return { count, accuracy, balancedAccuracy, macroF1, loss, perClass, confusion, classes };
}
