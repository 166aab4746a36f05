/** What a split's score is worth, from how the run used the split. */
import type { SplitRole } from '../train/rows.js';
import type { ReportEvaluation } from './types.js';

/** The role for the report and a sentence for people. */
export interface Honesty {
  readonly role: ReportEvaluation['role'];
  readonly sentence: string;
}

/**
 * Judges a score.
 * @param trained what the network was trained on and what for; absent when it is not known
 * @param fingerprint of the data the score was measured on
 */
export function honestyOf(
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
        sentence: `${split} was watched during training but trained and chose nothing.`,
      };
    case 'unseen':
      return { role: 'unseen', sentence: `${split} was not used in training.` };
    default:
      return { role: 'unknown', sentence: `The run does not say how ${split} was used.` };
  }
}
