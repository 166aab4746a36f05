/** What a data set's overview comes to, in sentences made from its numbers alone. */
import { formatCount, formatCounted, formatPercent } from '../../util/format.js';
import type { Leak } from './leaks.js';
import type { DataOverview } from './overview.js';

export interface Finding {
  /** Part of the overview it comes from; the page's section of that name shows the images behind it. */
  readonly about: 'classes' | 'light' | 'copies' | 'unlike' | 'votes';
  /** `problem`: it changes what a score means. `notice`: worth knowing. `clear`: looked for and not found. */
  readonly weight: 'problem' | 'notice' | 'clear';
  /** One sentence with the count. */
  readonly title: string;
  /** What it means or rests on, in a sentence or two. */
  readonly detail: string;
}

/** `No image is`, `1 image is`, `24 images are`. */
function countedVerb(count: number, noun: string, one: string, many: string): string {
  return count === 0 ? `No ${noun} ${one}` : `${formatCounted(count, noun)} ${count === 1 ? one : many}`;
}

/** Share of the labels that voters agree with, under which the labels themselves bound what a score can mean. */
const AGREED = 0.95;
/** Largest class over smallest, from which on the imbalance is a problem of its own. */
const IMBALANCED = 4;

/**
 * The findings, those that matter most first.
 * @example
 * for (const { title } of dataFindings(overview)) console.log(title);
 */
export function dataFindings(overview: DataOverview): Finding[] {
  const all = [
    ...leaks(overview),
    ...labelDisagreement(overview),
    ...votes(overview),
    ...imbalance(overview),
    ...copies(overview),
    constants(overview),
    ...unlike(overview),
    blurred(overview),
  ];
  const order: readonly Finding['weight'][] = ['problem', 'notice', 'clear'];
  return order.flatMap((weight) => all.filter((finding) => finding.weight === weight));
}

function leaks({ copies, description }: DataOverview): Finding[] {
  if (description.splits.length < 2) return [];
  const found = copies.leaks.filter((leak) => leak.copies > 0 && isSmaller(leak, copies.leaks));
  if (found.length === 0) {
    const title = 'No image was found in more than one split.';
    return [{ about: 'copies', weight: 'clear', title, detail: 'Exact and near copies were looked for.' }];
  }
  return found.map((leak) => ({
    about: 'copies',
    weight: 'problem',
    title: `${formatCount(leak.copies)} of ${formatCounted(leak.of, 'image')} in ${leak.split} (${formatPercent(leak.copies / leak.of, 1)}) ${leak.copies === 1 ? 'is' : 'are'} also in ${leak.other}.`,
    detail:
      `${formatCount(leak.exact)} with exactly the same pixels, ${formatCount(leak.copies - leak.exact)} cropped, resized or stamped ` +
      `anew. A network trained on one has seen them when it is judged on the other.`,
  }));
}

/** Of two splits the leak is told of the smaller one, where it weighs more. */
function isSmaller(leak: Leak, all: readonly Leak[]): boolean {
  const back = all.find(({ split, other }) => split === leak.other && other === leak.split);
  return back === undefined || leak.of < back.of || (leak.of === back.of && leak.split < leak.other);
}

function labelDisagreement({ copies, description }: DataOverview): Finding[] {
  const { pictures, agree, labels } = copies.labelAgreement;
  if (pictures === 0) return [];
  if (agree === 1) {
    const title = `All copies of a picture carry one label (${formatCounted(pictures, 'picture')}).`;
    return [{ about: 'copies', weight: 'clear', title, detail: 'Exact and near copies were compared.' }];
  }
  const names = description.classes.map(({ name }) => name);
  const mixed = labels
    .flatMap((row, a) =>
      row.slice(0, a).map((weight, b) => ({ weight, names: `${names[b]} and ${names[a]}` })),
    )
    .sort((x, y) => y.weight - x.weight);
  return [
    {
      about: 'copies',
      weight: 'problem',
      title: `Two copies of one picture carry different labels in ${formatPercent(1 - agree, 1)} of cases.`,
      detail:
        `Mean over ${formatCounted(pictures, 'picture')} with copies, exact or near; most often ${mixed[0].names}. ` +
        `No classifier can agree with both.`,
    },
  ];
}

function votes({ votes }: DataOverview): Finding[] {
  if (!votes || votes.rows === 0) return [];
  const share = (count: number): string => formatPercent(count / votes.rows, 1);
  return [
    {
      about: 'votes',
      weight: votes.agree / votes.rows < AGREED ? 'problem' : 'notice',
      title: `In ${share(votes.agree)} of the rows most FER+ votes are for the label.`,
      detail:
        `Of ${formatCounted(votes.rows, 'row')}, ${formatCount(votes.none)} (${share(votes.none)}) carry a label that not one voter chose; ` +
        `in ${formatCount(votes.unanimousAgainst)} all chose one other class. All ten answers count, and a tie is no agreement; ` +
        `soft targets leave out contempt, “unknown” and “not a face”, and peak at the label more often.`,
    },
    {
      about: 'votes',
      weight: votes.notFace > 0 ? 'notice' : 'clear',
      title: `${countedVerb(votes.notFace, 'row', 'was', 'were')} judged “not a face” by most FER+ voters.`,
      detail: 'They are votes of people; the measures of this page know nothing of them.',
    },
  ];
}

function imbalance({ balance, description }: DataOverview): Finding[] {
  const all = balance.find(({ name }) => name === 'all');
  if (!all) return [];
  const { largest, smallest, ratio, empty } = all;
  const about = 'classes';
  const found: Finding[] = [];
  if (empty.length > 0) {
    const title = `${formatCount(empty.length)} of ${formatCounted(description.classes.length, 'class', 'classes')} ${empty.length === 1 ? 'has' : 'have'} no image: ${empty.join(', ')}.`;
    found.push({ about, weight: 'problem', title, detail: 'A network cannot learn what it is never shown.' });
  }
  if (largest.name === smallest.name) {
    const title = `All images are of one class, ${largest.name}.`;
    return [{ about, weight: 'problem', title, detail: 'A classifier needs two at least.' }, ...found];
  }
  if (ratio === 1) {
    const title = `All classes that have images have the same number (${formatCount(largest.count)}).`;
    return [...found, { about, weight: 'clear', title, detail: 'Imbalance was looked for.' }];
  }
  const counts = `${formatCount(largest.count)} against ${formatCount(smallest.count)}`;
  return [
    ...found,
    {
      about,
      weight: ratio >= IMBALANCED ? 'problem' : 'notice',
      title: `The class ${largest.name} has ${ratio.toFixed(1)} times as many images as ${smallest.name} (${counts}).`,
      detail: `Always answering ${largest.name} is right in ${formatPercent(largest.share, 1)}: look at balanced accuracy and at each class.`,
    },
  ];
}

function copies({ copies, description }: DataOverview): Finding[] {
  const { extraRows, groups } = description.duplicates;
  const { near } = copies;
  const chance = near.pairs === 0 ? 0 : near.mirroredPairs / near.pairs;
  return [
    {
      about: 'copies',
      weight: extraRows > 0 ? 'notice' : 'clear',
      title:
        extraRows > 0
          ? `${formatCounted(extraRows, 'row')} repeat an earlier one pixel by pixel (${formatCounted(groups, 'group')}).`
          : 'No two rows have exactly the same pixels.',
      detail: 'Each counts again in training and in every score.',
    },
    {
      about: 'copies',
      weight: near.pairs > 0 ? 'notice' : 'clear',
      title:
        near.pairs > 0
          ? `${near.complete ? '' : 'At least '}${formatCounted(near.pairs, 'pair')} of pictures are near copies, in ${formatCounted(near.groups, 'group')} of ${formatCounted(near.rows, 'row')}.`
          : 'No two different pictures are near copies.',
      detail:
        `Their pixels correlate by ${near.threshold} or more` +
        (near.pairs > 0 ? `; at most about ${formatPercent(chance, 1)} of the pairs do so by chance.` : '.'),
    },
  ];
}

function constants({ description }: DataOverview): Finding {
  const { count } = description.constantImages;
  return {
    about: 'unlike',
    weight: count > 0 ? 'problem' : 'clear',
    title: `${countedVerb(count, 'image', 'shows', 'show')} one gray throughout.`,
    detail: count > 0 ? 'Nothing can be seen, and there is a label all the same.' : 'All have some contrast.',
  };
}

function unlike({ unlike, votes }: DataOverview): Finding[] {
  const { fewGrays, composition } = unlike;
  const judged = (notFace: number | undefined): string =>
    notFace === undefined ? '' : ` FER+ voters called ${formatCount(notFace)} of them “not a face”.`;
  const found: Finding[] = [
    {
      about: 'unlike',
      weight: fewGrays.count > 0 ? 'notice' : 'clear',
      title: `${countedVerb(fewGrays.count, 'image', 'uses', 'use')} far fewer grays than the others.`,
      detail: `Such images are mostly placeholders, drawings and lettering.${judged(votes?.notFaceAmong.fewGrays)}`,
    },
  ];
  if (composition) {
    found.push({
      about: 'unlike',
      weight: composition.count > 0 ? 'notice' : 'clear',
      title: `${countedVerb(composition.count, 'image', 'is', 'are')} put together unlike the others.`,
      detail: `Their distance from the set’s own principal components is beyond ${composition.beyond} robust deviations.${judged(votes?.notFaceAmong.composition)}`,
    });
  }
  return found;
}

function blurred({ blurred, description }: DataOverview): Finding {
  const { count } = blurred;
  const share = formatPercent(count / description.rows, 2);
  return {
    about: 'light',
    weight: count > 0 ? 'notice' : 'clear',
    title: `${countedVerb(count, 'image', 'is', 'are')} blurred${count > 0 ? ` (${share})` : ''}.`,
    detail: 'Blurred: the contrast lies mostly in structures wider than 11 pixels.',
  };
}
