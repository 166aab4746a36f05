/** Scores that depend on the confusion matrix alone. */
import { meanOf } from './numbers.js';

export interface ConfusionScores {
  /** Mean recall of the classes that have images. */
  readonly balancedAccuracy: number | null;
  /** Mean F1 of the classes that occur, as labels or as answers. */
  readonly macroF1: number | null;
  /** Agreement beyond chance (Cohen 1960); null when chance alone would always be right. */
  readonly kappa: number | null;
}

/**
 * @param confusion [true class][predicted class] counts
 * @example
 * confusionScores([[2, 0], [1, 1]]).balancedAccuracy; // (1 + 1/2) / 2 = 0.75
 */
export function confusionScores(confusion: readonly (readonly number[])[]): ConfusionScores {
  const supports = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const answers = confusion.map((_row, c) => confusion.reduce((sum, row) => sum + row[c], 0));
  const total = supports.reduce((sum, count) => sum + count, 0);
  const recalls = confusion.map((row, c) => (supports[c] === 0 ? null : row[c] / supports[c]));
  const f1 = confusion.map((row, c) => {
    const both = supports[c] + answers[c];
    return both === 0 ? null : (2 * row[c]) / both;
  });
  const right = confusion.reduce((sum, row, c) => sum + row[c], 0) / total;
  const chance = supports.reduce((sum, count, c) => sum + count * answers[c], 0) / total ** 2;
  return {
    balancedAccuracy: meanOf(recalls),
    macroF1: meanOf(f1),
    kappa: chance === 1 ? null : (right - chance) / (1 - chance),
  };
}
