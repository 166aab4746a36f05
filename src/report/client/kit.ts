/** What the charts of a report share: the Plot library, colours, number formats, and drawing to the place's width. */
import type * as PlotLibrary from '@observablehq/plot';
import type { ReportData } from '../types.js';

/** Set by the script before this one. */
declare const Plot: typeof PlotLibrary;

/** The part of the report's data that the charts draw. */
export type ChartData = Pick<
  ReportData,
  'evaluations' | 'training' | 'faces' | 'explanation' | 'robustness' | 'slices'
> & {
  readonly data: Pick<ReportData['data'], 'classes' | 'splits'>;
};

export function plot(): typeof PlotLibrary {
  return Plot;
}

/** The page's colours by role; the style sheet gives them their light and dark values. */
export const INK = 'var(--ink)';
export const MUTED = 'var(--muted)';
export const ACCENT = 'var(--accent)';
export const SOFT = 'var(--train)';
export const PAPER = 'var(--paper)';
export const TONES = ['var(--tone-1)', 'var(--tone-2)', 'var(--tone-3)', 'var(--tone-4)'];

export function countText(value: number): string {
  return value.toLocaleString('en-US');
}

export function percentText(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** Three significant digits without an exponent where people use none: `0.001`, `2,500`. */
export function numberText(value: number): string {
  return Math.abs(value) >= 1000 ? countText(value) : String(Number(value.toPrecision(3)));
}

/** Options every chart has. */
export const COMMON = { style: { fontSize: '12px', fontFamily: 'inherit', overflow: 'visible' } };

/** Charts that are still to be drawn, from the top of the page down. */
const waiting: (() => void)[] = [];

/** Draws what waits while the browser has nothing better to do, so that the page can be read and moved at once. */
function drawWaiting(idle?: IdleDeadline): void {
  while (waiting.length > 0) {
    waiting.shift()?.();
    if (idle && idle.timeRemaining() < 4) break;
  }
  if (waiting.length > 0) whenIdle(drawWaiting);
}

/** Safari has no idle callbacks: there it follows at once. */
function whenIdle(work: (idle?: IdleDeadline) => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 500 });
  else setTimeout(work);
}

/**
 * Draws into the element with this id as soon as the page stands, and again whenever its width or the colour scheme
 * changes. Nothing happens when there is no such element: the page leaves out what it has no data for.
 * @returns draws again, for when what `draw` depends on has changed
 */
export function mount(id: string, draw: (width: number) => Element): () => void {
  const place = document.getElementById(id);
  if (!place) return () => {};
  let drawn = 0;
  const redraw = (force: boolean): void => {
    const width = Math.floor(place.clientWidth);
    if (width === 0 || (!force && width === drawn)) return;
    drawn = width;
    place.replaceChildren(draw(width));
  };
  if (waiting.length === 0) whenIdle(drawWaiting);
  waiting.push(() => {
    redraw(true);
    new ResizeObserver(() => redraw(false)).observe(place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redraw(true));
  });
  return () => redraw(true);
}
