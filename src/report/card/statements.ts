/** What a card says of every network that names expressions: what it is for, what it is not, what the law says. */
import { percent } from '../format.js';
import type { Card, CardEvaluation, CardStatements } from './types.js';

const INTENDED: readonly string[] = [
  'Research and teaching: naming the expression that people who label pictures would name, in 48×48 gray pictures of one face each.',
  'Comparing networks, settings and ways of training on the same data.',
];

const NOT_INTENDED: readonly string[] = [
  'Telling what a person feels, thinks, wants or will do.',
  'Deciding about people, or helping to: work, school, credit, insurance, health, police, borders.',
  'Inferring emotions at work or in education, which the law of the European Union forbids (below).',
  'Faces of people who were not told and did not agree.',
  'Pictures of another kind than those it was measured on, without measuring it on them first.',
];

/** Barrett et al. 2019 is the field's own review of what faces do and do not show. */
const EXPRESSION: readonly string[] = [
  'A facial expression is not a person’s inner state. People scowl when they think and smile when they are unhappy; the same movements mean different things in different people, cultures and moments (Barrett, Adolphs, Marsella, Martinez & Pollak 2019, “Emotional expressions reconsidered: challenges to inferring emotion from human facial movements”).',
  'An answer of this network is a guess at a label that people would give to a picture, and no more.',
];

/** Regulation (EU) 2024/1689, in the order of its articles. */
const LAW: readonly string[] = [
  'Article 5(1)(f) forbids to place on the market, put into service or use AI systems that infer emotions of people at the workplace and in education institutions, except for medical or safety reasons. It applies since 2 February 2025.',
  'Article 50(3): whoever deploys an emotion recognition system has to inform the people exposed to it.',
  'Annex III, point 1(c), lists emotion recognition, where it is permitted at all, among the high-risk uses, which have further duties.',
  'This is a pointer and no legal advice: read the text in force, and other law (data protection above all).',
];

/** What stays unknown of networks that learned from pictures of people. */
const OF_PEOPLE: readonly string[] = [
  'Of the people in the data nothing is recorded here (age, sex, skin, culture): how the accuracy differs between groups of people is not known. Do not assume that it does not.',
  'The labels are what people said of pictures, and people disagree: an accuracy says how often the network agrees with such labels.',
];

const OF_DRAWINGS =
  'It learned from drawings: that it reads them shows that training works, not that it reads people.';

/**
 * All statements; the limits follow from what the rest of the card says.
 * @param synthetic it learned from faces that this program drew
 */
export function statementsFor(card: Omit<Card, 'statements'>, synthetic: boolean): CardStatements {
  const { evaluations } = card;
  return {
    ...{ intended: INTENDED, notIntended: NOT_INTENDED, expression: EXPRESSION, law: LAW },
    limits: [
      ...(evaluations.length === 0 ? ['Nothing was measured: there is no figure to rely on.'] : []),
      ...evaluations.flatMap(limitsOf),
      ...(synthetic ? [OF_DRAWINGS] : OF_PEOPLE),
      'One training with one seed. How much the figures vary from seed to seed is not measured here.',
    ],
  };
}

function limitsOf({ split, role, note, perClass, calibration }: CardEvaluation): string[] {
  const limits: string[] = [];
  if (role !== 'unseen') limits.push(`${split} is no clean measure of new faces: ${note}`);
  const recalls = perClass.flatMap(({ name, recall }) => (recall === null ? [] : [{ name, recall }]));
  if (recalls.length > 1) {
    const worst = recalls.reduce((a, b) => (b.recall.value < a.recall.value ? b : a));
    const best = recalls.reduce((a, b) => (b.recall.value > a.recall.value ? b : a));
    limits.push(
      `${split}: of the class “${worst.name}” it finds ${percent(worst.recall.value)}, of “${best.name}” ${percent(best.recall.value)}.`,
    );
  }
  const { overconfidence } = calibration;
  const points = (Math.abs(overconfidence) * 100).toFixed(1);
  const side = overconfidence > 0 ? 'above' : 'below';
  limits.push(`${split}: its mean confidence lies ${points} points ${side} its accuracy.`);
  return limits;
}
