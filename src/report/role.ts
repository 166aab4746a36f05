/** What a split's score is worth, from how the run used the split. */
import type { Copies, SplitRole } from '../train/rows.js';
import { formatCount, formatCounted } from '../util/format.js';
import type { ReportEvaluation } from './types.js';

/** The role for the report and a sentence for people. */
export interface Honesty {
  readonly role: ReportEvaluation['role'];
  readonly sentence: string;
}

/** Exact copies that the measured images hold of images the run used. */
export interface MeasuredCopies extends Copies {
  /** Images measured. */
  readonly count: number;
}

/**
 * Judges a score.
 * @param trained what the network was trained on and what for; absent when it is not known
 * @param fingerprint of the data the score was measured on
 * @param copies counted in the split; only for the data the network was trained on
 */
export function honestyOf(
  trained: { readonly fingerprint: string; readonly roles: readonly SplitRole[] } | undefined,
  fingerprint: string,
  split: string,
  copies?: MeasuredCopies,
): Honesty {
  const plain = plainHonesty(trained, fingerprint, split);
  if (copies === undefined || (plain.role !== 'unseen' && plain.role !== 'validation')) return plain;
  const { trained: learned, chose, count } = copies;
  if (learned > 0) {
    const found = `${copiesText(learned, count)} of training images.`;
    if (plain.role === 'validation') return { ...plain, sentence: `${plain.sentence} Besides, ${found}` };
    return { role: 'mixed', sentence: `${split} itself trained nothing and chose no weights, but ${found}` };
  }
  // Too weak an influence to take the role away, and a validation split is a copy of itself.
  if (chose === 0 || plain.role === 'validation') return plain;
  const found = `${copiesText(chose, count)} of validation images, on which the run decided.`;
  return { ...plain, sentence: `${plain.sentence} But ${found}` };
}

/** `5 of its 3,589 images are exact copies` */
function copiesText(copies: number, count: number): string {
  return `${formatCount(copies)} of its ${formatCounted(count, 'image')} are exact copies`;
}

function plainHonesty(
  trained: { readonly fingerprint: string; readonly roles: readonly SplitRole[] } | undefined,
  fingerprint: string,
  split: string,
): Honesty {
  if (trained === undefined) {
    return {
      role: 'unknown',
      sentence: 'The model does not say what it was trained on: these may be images it learned from.',
    };
  }
  if (trained.fingerprint !== fingerprint) {
    return {
      role: 'unknown',
      sentence:
        'These are not the data the run was trained on (other rows, labels or votes); rows that both hold are not told apart.',
    };
  }
  if (split === 'all') {
    return {
      role: 'training',
      sentence: 'All rows hold the images it was trained on: this is no measure of new faces.',
    };
  }
  switch (trained.roles.find((entry) => entry.split === split)?.role) {
    case 'train':
      return { role: 'training', sentence: `${split} was trained on: this is no measure of new faces.` };
    case 'chose the epoch':
      return {
        role: 'validation',
        sentence: `${split} chose the epoch: the accuracy is a little too high for new faces.`,
      };
    case 'chose the learning rate':
      return {
        role: 'validation',
        sentence: `${split} steered the learning rate: the accuracy may be a little too high for new faces.`,
      };
    case 'watched':
      return {
        role: 'unseen',
        sentence: `${split} was only watched during training: it chose no weights.`,
      };
    case 'unseen':
      return { role: 'unseen', sentence: `${split} was not used in training.` };
    default:
      return { role: 'unknown', sentence: `The run does not say how ${split} was used.` };
  }
}
