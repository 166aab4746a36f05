/** The faces behind the answers: of a cell of the confusion matrix, or all mistakes, the surest first. */
import type { ReportAnswers, ReportFaces } from '../types.js';
import { type ImageAnswer, unpackAnswers } from './answers.js';
import { element } from './dom.js';
import { type FaceSource, faceSource } from './faces.js';
import { type GalleryItem, gallery } from './gallery.js';
import { ACCENT, COMMON, countText, INK, MUTED, percentText, plot, SOFT } from './kit.js';

/** Of the confusion matrix, by class codes. */
export interface Cell {
  readonly truth: number;
  readonly answer: number;
}

/** Shows the faces of one true class and answer; null shows all mistakes. */
export type OpenCell = (cell: Cell | null) => void;

interface Shown extends GalleryItem {
  readonly said: ImageAnswer;
}

/**
 * Fills `#error-faces` with all mistakes, once it comes near the window, and makes the list of confusions open theirs.
 * @returns opens another choice there and moves the focus to it, from where Escape leads back; undefined when the page has no such place
 */
export function mountErrors(
  packed: ReportAnswers,
  picture: ReportFaces,
  classes: readonly string[],
): OpenCell | undefined {
  const place = document.getElementById('error-faces');
  if (!place) return undefined;
  const faces = faceSource(picture);
  let images: readonly ImageAnswer[] | undefined;
  const fill: OpenCell = (cell) => {
    images ??= unpackAnswers(packed, classes.length);
    place.replaceChildren(...panel(images, cell, classes, faces, () => open(null)));
  };
  const waiting = whenNear(place, () => fill(null));
  let opener: HTMLElement | null = null;
  const open: OpenCell = (cell) => {
    if (!place.contains(document.activeElement)) opener = document.activeElement as HTMLElement;
    waiting.disconnect();
    fill(cell);
    place.querySelector('h4')?.focus({ preventScroll: true });
    place.scrollIntoView({ block: 'nearest' });
  };
  place.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') opener?.focus();
  });
  for (const button of document.querySelectorAll<HTMLElement>('.opener')) {
    const { truth, answer } = button.dataset;
    button.addEventListener('click', () => open({ truth: Number(truth), answer: Number(answer) }));
  }
  return open;
}

/** Calls once, when the place is less than a window's height away. */
function whenNear(place: Element, then: () => void): IntersectionObserver {
  const waiting = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      waiting.disconnect();
      then();
    },
    { rootMargin: '600px' },
  );
  waiting.observe(place);
  return waiting;
}

/** Heading and gallery of the cell's images, or of all mistakes. @param back shows all mistakes */
function panel(
  images: readonly ImageAnswer[],
  cell: Cell | null,
  classes: readonly string[],
  faces: FaceSource,
  back: () => void,
): Element[] {
  const chosen = images.filter(({ label, answer }) =>
    cell ? label === cell.truth && answer === cell.answer : label !== answer,
  );
  const head = element('div', { class: 'panel-head' });
  head.append(element('h4', { tabindex: '-1' }, headingOf(cell, chosen.length, classes)));
  if (cell) {
    const button = element('button', { type: 'button', class: 'plain' }, 'show all mistakes');
    button.addEventListener('click', back);
    head.append(button);
  }
  const items = chosen.map((said) => shownOf(said, cell !== null, classes));
  const details = ({ said }: Shown): Element => answerDetails(said, classes, faces.canvas(said.row, 112));
  return [head, gallery({ faces, items, details })];
}

/** `fear taken for sad: 108 images, greatest loss first` */
export function headingOf(cell: Cell | null, count: number, classes: readonly string[]): string {
  const images = `${countText(count)} ${count === 1 ? 'image' : 'images'}, greatest loss first`;
  if (cell === null) return `All mistakes: ${images}`;
  const name = classes[cell.truth];
  return cell.truth === cell.answer
    ? `${name}, recognised: ${images}`
    : `${name} taken for ${classes[cell.answer]}: ${images}`;
}

function shownOf(said: ImageAnswer, oneCell: boolean, classes: readonly string[]): Shown {
  const { row, label, answer, probabilities } = said;
  const share = percentText(probabilities[answer], 0);
  const verdict = label === answer ? 'recognised' : `taken for ${classes[answer]}`;
  return {
    ...{ row, said },
    caption: oneCell ? share : `${classes[label]} → ${classes[answer]}`,
    label: `row ${countText(row)}: ${classes[label]} ${verdict}, ${share}`,
  };
}

/** Label, answer, loss, row and the probabilities of all classes, beside the face. */
function answerDetails(said: ImageAnswer, classes: readonly string[], face: Element): Element {
  const { row, label, answer, loss } = said;
  const hit = label === answer;
  const verdict = hit
    ? [element('b', {}, classes[label]), ', recognised']
    : [element('b', {}, classes[label]), ' taken for ', element('b', {}, classes[answer])];
  return element(
    'div',
    { class: 'answer' },
    face,
    element(
      'div',
      { class: 'answer-text' },
      element('p', {}, ...verdict),
      element('p', { class: 'note' }, `row ${countText(row)} of the data · loss ${loss.toFixed(2)}`),
    ),
    element('div', { class: 'plot' }, drawProbabilities(said, classes)),
  );
}

interface Bar {
  readonly share: number;
  readonly name: string;
  readonly role: 'true class' | 'answer' | 'other';
}

/** One bar a class. */
function drawProbabilities(
  { probabilities, label, answer }: ImageAnswer,
  classes: readonly string[],
): Element {
  const Plot = plot();
  const rows = probabilities.map(
    (share, c): Bar => ({
      share,
      name: classes[c],
      role: c === label ? 'true class' : c === answer ? 'answer' : 'other',
    }),
  );
  return Plot.plot({
    ...COMMON,
    width: 230,
    height: 19 * classes.length,
    marginLeft: 62,
    marginRight: 46,
    marginTop: 0,
    marginBottom: 0,
    ariaLabel: rows.map(({ name, share }) => `${name} ${percentText(share)}`).join(', '),
    x: { domain: [0, 1], axis: null },
    y: { domain: classes, label: null, tickSize: 0 },
    color: { domain: ['true class', 'answer', 'other'], range: [ACCENT, 'var(--tone-4)', SOFT] },
    marks: [
      Plot.barX(rows, { x: 'share', y: 'name', fill: 'role', insetTop: 2, insetBottom: 2, rx: 1 }),
      ...[true, false].map((named) =>
        Plot.text(rows, {
          ...{ x: 'share', y: 'name', text: (row: Bar) => percentText(row.share) },
          filter: (row: Bar) => (row.role !== 'other') === named,
          ...{ textAnchor: 'start', dx: 4, fontSize: 11 },
          ...(named ? { fill: INK, fontWeight: 600 } : { fill: MUTED }),
        }),
      ),
    ],
  });
}
