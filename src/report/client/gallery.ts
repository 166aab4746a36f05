/**
 * A grid of faces, for every page that shows images: a caption under each, the details of one beside them, and pages, so
 * that a thousand faces cost no more than forty-eight. The whole grid is one stop of the Tab key; arrow keys, Home and
 * End move inside it.
 */
import { element } from './dom.js';
import type { FaceSource } from './faces.js';
import { countText } from './kit.js';

export interface GalleryItem {
  /** Of the data set; a row whose face the page does not hold gets an empty frame. */
  readonly row: number;
  /** Under the face, a word or two: `sad 97 %`. */
  readonly caption: string;
  /** What a screen reader says in its place: `row 4711, fear taken for sad`. */
  readonly label: string;
}

export interface GalleryOptions<Item extends GalleryItem> {
  readonly faces: FaceSource;
  /** In the order they are shown. */
  readonly items: readonly Item[];
  /**
   * What stands beside the grid: of the face under the pointer, else of the one that was clicked or reached with the
   * keyboard, at first the first. Without it there is no such place.
   */
  readonly details?: (item: Item) => Node;
  /** Side of a face in CSS pixels; default 60. */
  readonly size?: number;
  /** Faces on a page; default 48. */
  readonly pageSize?: number;
  /** Said when there are no items. */
  readonly empty?: string;
}

/**
 * @example
 * const faces = faceSource(report.faces);
 * const items = rows.map((row) => ({ row, caption: 'happy', label: `row ${row}` }));
 * place.replaceChildren(gallery({ faces, items, details: ({ row }) => faces.canvas(row, 144) }));
 */
export function gallery<Item extends GalleryItem>(options: GalleryOptions<Item>): HTMLElement {
  const { items, details, pageSize = 48, empty = 'There is no such image.' } = options;
  if (items.length === 0) return element('p', { class: 'empty' }, empty);
  const grid = element('ul', { class: 'gallery-grid' });
  const aside = element('div', { class: 'gallery-details', 'aria-live': 'polite' });
  const pages = Math.ceil(items.length / pageSize);
  let chosen = items[0];

  const show = (item: Item): void => {
    if (details) aside.replaceChildren(details(item));
  };
  const choose = (button: HTMLElement, item: Item): void => {
    chosen = item;
    for (const other of grid.querySelectorAll('button')) {
      other.tabIndex = other === button ? 0 : -1;
      other.setAttribute('aria-current', String(other === button));
    }
    show(item);
  };
  const turnTo = (page: number): void => {
    const shown = items.slice(page * pageSize, (page + 1) * pageSize);
    const buttons = shown.map((item) => faceButton(options, item));
    buttons.forEach((button, i) => {
      button.addEventListener('pointerenter', () => show(shown[i]));
      for (const event of ['focus', 'click']) button.addEventListener(event, () => choose(button, shown[i]));
    });
    grid.replaceChildren(...buttons.map((button) => element('li', {}, button)));
    choose(buttons[0], shown[0]);
  };
  grid.addEventListener('pointerleave', () => show(chosen));
  grid.addEventListener('keydown', (event) => moveInGrid(grid, event));
  turnTo(0);
  const body = element('div', { class: details ? 'gallery-body detailed' : 'gallery-body' }, grid);
  if (details) body.append(aside);
  const root = element('div', { class: 'gallery' }, body);
  if (pages > 1) root.prepend(pager(items.length, pageSize, turnTo));
  return root;
}

function faceButton(
  { faces, size = 60 }: Pick<GalleryOptions<GalleryItem>, 'faces' | 'size'>,
  item: GalleryItem,
) {
  return element(
    'button',
    { type: 'button', 'aria-label': item.label },
    faces.canvas(item.row, size),
    element('span', { style: `max-width:${size}px` }, item.caption),
  );
}

/** `1–48 of 895` between two buttons. */
function pager(count: number, pageSize: number, turnTo: (page: number) => void): HTMLElement {
  const pages = Math.ceil(count / pageSize);
  const text = element('span', { 'aria-live': 'polite' });
  let page = 0;
  const button = (sign: string, name: string, step: number): HTMLButtonElement => {
    const made = element('button', { type: 'button', 'aria-label': name, title: name }, sign);
    made.addEventListener('click', () => {
      page = Math.min(pages - 1, Math.max(0, page + step));
      turnTo(page);
      tell();
    });
    return made;
  };
  const back = button('‹', 'earlier images', -1);
  const on = button('›', 'further images', 1);
  const tell = (): void => {
    const last = Math.min(count, (page + 1) * pageSize);
    text.textContent = `${countText(page * pageSize + 1)}–${countText(last)} of ${countText(count)}`;
    // Not `disabled`: that would take the focus away from under the reader's finger at the last page.
    back.setAttribute('aria-disabled', String(page === 0));
    on.setAttribute('aria-disabled', String(page === pages - 1));
  };
  tell();
  return element('div', { class: 'gallery-pager' }, back, text, on);
}

/** Arrow keys step through the faces as they lie, Home and End go to the ends of the page. */
function moveInGrid(grid: HTMLElement, event: KeyboardEvent): void {
  const buttons = [...grid.querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const below = buttons.findIndex((button) => button.offsetTop > buttons[0].offsetTop);
  const columns = below < 0 ? buttons.length : below;
  const targets: Record<string, number> = {
    ...{ ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - columns, ArrowDown: at + columns },
    ...{ Home: 0, End: buttons.length - 1 },
  };
  const target = targets[event.key];
  if (at < 0 || target === undefined) return;
  event.preventDefault();
  buttons[target]?.focus();
}
