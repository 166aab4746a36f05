/** What a network's answers on one split are worth: accuracy with its interval, each class, the confusion matrix. */
import { DataError } from '../util/errors.js';
import { confusionScores } from './confusion.js';
import { type Rate, wilson } from './interval.js';
import { argmax, assertFinite, assertFitting, rowCrossEntropy } from './logits.js';

/** One class against the rest. A rate is null where it would be 0/0. */
export interface ClassScore {
  readonly name: string;
  /** Images of this class: TP + FN. */
  readonly support: number;
  /** Images the network called this class: TP + FP. */
  readonly predicted: number;
  /** TP / predicted: how often the network is right when it says this class. */
  readonly precision: Rate | null;
  /** TP / support: how many of this class's images it finds. */
  readonly recall: Rate | null;
  /** 2·TP / (support + predicted), the harmonic mean of precision and recall. */
  readonly f1: number | null;
}

/** The result on one split; plain JSON. */
export interface Evaluation {
  /** Images. */
  readonly count: number;
  /** Share of images whose largest logit is the label's, with its 95 % Wilson interval. */
  readonly accuracy: Rate;
  /** Mean recall over the classes that have images (Brodersen et al. 2010). */
  readonly balancedAccuracy: number;
  /** Mean F1 over the classes that occur, as labels or as answers. */
  readonly macroF1: number;
  /** Mean cross-entropy in nats. */
  readonly loss: number;
  /** In the order of `classes`. */
  readonly perClass: readonly ClassScore[];
  /** [true class][predicted class] counts. */
  readonly confusion: readonly (readonly number[])[];
  readonly classes: readonly string[];
}

/**
 * Scores logits against labels. The same numbers as scikit-learn's `accuracy_score`, `balanced_accuracy_score`,
 * `precision_recall_fscore_support`, `f1_score(average='macro')` and `log_loss`, except that 0/0 is null and not 0.
 * @param logits [n, classes]
 * @param labels [n] class codes
 * @throws DataError when there are no images or a label names no class
 * @throws ModelError when a logit is not finite (naming the image) or the number of logits does not fit
 * @example
 * const logits = new Float32Array([2, 0, 0, 1, 3, 0]); // three images, two classes
 * evaluateLogits(logits, new Uint8Array([0, 1, 1]), ['sad', 'happy']).accuracy.value; // 2/3
 */
export function evaluateLogits(
  logits: Float32Array,
  labels: Uint8Array,
  classes: readonly string[],
): Evaluation {
  const n = labels.length;
  const k = classes.length;
  checkInput(logits, labels, k);
  const predicted = argmax(logits, k);
  const confusion = classes.map(() => new Array<number>(k).fill(0));
  let loss = 0;
  let correct = 0;
  for (let row = 0; row < n; row++) {
    confusion[labels[row]][predicted[row]]++;
    if (labels[row] === predicted[row]) correct++;
    loss += rowCrossEntropy(logits, k, row, labels[row]);
  }
  const { balancedAccuracy, macroF1 } = confusionScores(confusion);
  return {
    count: n,
    accuracy: wilson(correct, n),
    // With at least one image there is always a class to take the mean of.
    balancedAccuracy: balancedAccuracy!,
    macroF1: macroF1!,
    loss: loss / n,
    perClass: classes.map((name, c) => classScore(name, c, confusion)),
    confusion,
    classes: [...classes],
  };
}

function classScore(name: string, c: number, confusion: number[][]): ClassScore {
  const hits = confusion[c][c];
  const support = confusion[c].reduce((sum, count) => sum + count, 0);
  const predicted = confusion.reduce((sum, row) => sum + row[c], 0);
  return {
    name,
    support,
    predicted,
    precision: predicted === 0 ? null : wilson(hits, predicted),
    recall: support === 0 ? null : wilson(hits, support),
    f1: support + predicted === 0 ? null : (2 * hits) / (support + predicted),
  };
}

function checkInput(logits: Float32Array, labels: Uint8Array, k: number): void {
  const n = labels.length;
  if (n === 0) throw new DataError('There are no images to evaluate: choose a split that has rows.');
  assertFitting(logits, n, k);
  const wrong = labels.findIndex((label) => label >= k);
  if (wrong >= 0) {
    throw new DataError(
      `Image ${wrong} (counting from 0) has label ${labels[wrong]}, but the classes are 0–${k - 1}: correct the data.`,
    );
  }
  assertFinite(logits, k);
}
