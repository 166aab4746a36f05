/** Suggested label errors judged by independent votes on the same images, beside a random choice. */
import { OUTSIDE } from '../util/classes.js';
import { DataError } from '../util/errors.js';
import { type Rate, wilson } from './interval.js';
import type { LabelIssue } from './label-issues.js';

/**
 * What the voters say of one image: the bit 1 << code of every class with the most votes (more than one at a tie), and
 * `OUTSIDE` where the most voted answer is none of the classes or nobody voted.
 */
export type Verdict = number;

/** What the voters think of one label and one suggestion. */
export interface Judgement {
  /** Another class has most votes. A tie that holds the label, or an answer outside the classes, lets the label stand. */
  readonly wrong: boolean;
  /** Besides, the suggestion alone has most votes. */
  readonly confirmed: boolean;
  /** The most voted answer (or one of them, where the label is not) is outside the classes. */
  readonly outside: boolean;
}

/** @example judge(1 << 4, 0, 4); // { wrong: true, confirmed: true, outside: false } */
export function judgeLabel(verdict: Verdict, label: number, suggested: number): Judgement {
  const right = (verdict & (1 << label)) !== 0;
  const outside = !right && (verdict & OUTSIDE) !== 0;
  const wrong = !right && !outside;
  return { wrong, confirmed: wrong && verdict === 1 << suggested, outside };
}

/** How many of some labels the voters call wrong. */
export interface Precision {
  /** Labels judged. */
  readonly count: number;
  /** Share that the voters call wrong, with its 95 % Wilson interval. */
  readonly wrong: Rate;
  /** Share where the voters' class is the very suggestion. */
  readonly confirmed: Rate;
  /** Labels that cannot be judged so; they count as not wrong. */
  readonly outside: number;
}

export interface Refereed {
  /** Of the first 500, 1,000, … suggestions and of all. */
  readonly first: readonly Precision[];
  /** Every label, with the network's likeliest class as the suggestion: what a random choice gives on average. */
  readonly random: Precision;
  /** Share called wrong among the first so many suggestions. */
  readonly curve: readonly { readonly count: number; readonly wrong: number; readonly confirmed: number }[];
}

/** Points of the curve: enough for a plot. */
const STEPS = 100;

/**
 * @param issues the worst first
 * @param verdicts [n] of all images
 * @param labels [n]
 * @param likeliest [n] the network's class for every image
 * @param counts how many of the first suggestions to judge; those that exceed the suggestions are left out
 * @throws DataError without images, or when the sizes do not fit
 * @example
 * referee(issues, verdicts, labels, argmax(probabilities, 7)).first[0].wrong.value; // precision of the first 500
 */
export function referee(
  issues: readonly LabelIssue[],
  verdicts: Uint16Array,
  labels: Uint8Array,
  likeliest: Uint8Array,
  counts: readonly number[] = [500, 1000],
): Refereed {
  if (verdicts.length !== labels.length || likeliest.length !== labels.length) {
    throw new DataError(
      `${verdicts.length} verdicts and ${likeliest.length} answers do not fit ${labels.length} labels: give those of the same images.`,
    );
  }
  const found = issues.map(({ index, label, suggested }) => judgeLabel(verdicts[index], label, suggested));
  const every = Array.from(labels, (label, row) => judgeLabel(verdicts[row], label, likeliest[row]));
  const sizes = [...new Set([...counts.filter((count) => count < found.length), found.length])];
  return {
    first: sizes.filter((count) => count > 0).map((count) => precisionOf(found.slice(0, count))),
    random: precisionOf(every),
    curve: curveOf(found),
  };
}

function precisionOf(judgements: readonly Judgement[]): Precision {
  const count = judgements.length;
  const those = (what: keyof Judgement) => judgements.filter((judgement) => judgement[what]).length;
  return {
    count,
    wrong: wilson(those('wrong'), count),
    confirmed: wilson(those('confirmed'), count),
    outside: those('outside'),
  };
}

function curveOf(judgements: readonly Judgement[]): Refereed['curve'] {
  const step = Math.max(1, Math.ceil(judgements.length / STEPS));
  const points: { count: number; wrong: number; confirmed: number }[] = [];
  let [wrong, confirmed] = [0, 0];
  judgements.forEach((judgement, i) => {
    wrong += Number(judgement.wrong);
    confirmed += Number(judgement.confirmed);
    const count = i + 1;
    if (count % step !== 0 && count !== judgements.length) return;
    points.push({ count, wrong: wrong / count, confirmed: confirmed / count });
  });
  return points;
}
