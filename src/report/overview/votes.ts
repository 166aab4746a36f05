/** How far FER+ voters agree with the labels, and with each other. */
import { integer, percent } from '../format.js';
import { html, type Markup } from '../markup.js';
import { chart, facts, folded, section, table } from '../parts.js';
import { gallery, knownRows } from './gallery.js';
import type { DataPage } from './types.js';

/** Undefined without votes. */
export function votesSection(page: DataPage): Markup | undefined {
  const { votes } = page.overview;
  if (!votes) return undefined;
  const known = knownRows(page);
  const share = (count: number): string =>
    `${integer(count)} (${percent(votes.rows === 0 ? null : count / votes.rows)})`;
  const lead = html`<p>Ten people looked at each image for FER+ (Barsoum et al. 2016). Their votes are counted over all ten answers, so a majority can also be contempt, unknown or not a face.</p>
<p>${integer(votes.rows)} of ${integer(page.overview.description.rows)} rows have votes.</p>`;
  return section('votes', 'FER+ votes', lead, [
    facts([
      ['most votes are for the label', share(votes.agree)],
      ['the label shares the most votes', share(votes.tied)],
      ['all votes are for the label', share(votes.unanimous)],
      ['no vote is for the label', share(votes.none)],
      ['all votes are for one other class', share(votes.unanimousAgainst)],
      ['most votes are for “not a face”', share(votes.notFace)],
    ]),
    chart(
      'answers',
      'Labels against voters',
      'rows by label and by what most people saw; colour is the share of the label’s row',
    ),
    folded('The same as a table', confusionTable(page)),
    chart(
      'entropy',
      'How far voters agree',
      'entropy of a row’s ten votes: 0 bits when all agree, 1 for an even split in two',
    ),
    chart('entropy-classes', 'By class', 'the middle half thick, 5 to 95 % thin, a dot for the median'),
    folded('Entropy in numbers', entropyTable(page)),
    votes.against.length > 0 &&
      gallery(
        'Labels no one voted for',
        votes.unanimousAgainst > votes.against.length
          ? `${integer(votes.against.length)} of the ${integer(votes.unanimousAgainst)} that all voters call otherwise, evenly spread`
          : 'the most unanimous against the label first',
        votes.against.map(({ row, answer, votes, of }) => ({
          row,
          caption: html`${known(row).label} → <b>${answer}</b> <small>${votes} of ${of} votes</small>`,
        })),
        known,
      ),
  ]);
}

function confusionTable({ overview }: DataPage): Markup {
  const { answers = [], confusion = [] } = overview.votes ?? {};
  return table(
    'Rows by label and by the answer of most voters',
    [{ head: 'label' }, ...answers.map((head) => ({ head, number: true }))],
    confusion.map((row, c) => [overview.description.classes[c].name, ...row.map(integer)]),
  );
}

function entropyTable({ overview }: DataPage): Markup | undefined {
  if (!overview.votes) return undefined;
  const { all, classes } = overview.votes.entropy;
  return table(
    'Entropy of the votes in bits, quantiles',
    [
      { head: '' },
      ...['rows', '5 %', '25 %', 'median', '75 %', '95 %'].map((head) => ({ head, number: true })),
    ],
    [all, ...classes]
      .filter(({ count }) => count > 0)
      .map(({ name, count, p5, p25, median, p75, p95 }) => [
        name,
        integer(count),
        ...[p5, p25, median, p75, p95].map((value) => value.toFixed(2)),
      ]),
  );
}
