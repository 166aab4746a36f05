/** The picture of how cost grows: three panels in one SVG that follows the viewer's light or dark scheme. */
import * as Plot from '@observablehq/plot';
import { SvgDocument, type SvgElement } from './svg-document.js';

export interface Growth {
  readonly network: string;
  /** What a panel has fixed. */
  readonly batch: number;
  readonly threads: number;
  readonly machine: string;
  readonly byBatch: readonly { readonly batch: number; readonly milliseconds: number }[];
  readonly byThreads: readonly { readonly threads: number; readonly imagesPerSecond: number }[];
  readonly byImages: readonly { readonly images: number; readonly seconds: number }[];
}

const WIDTH = 330;
const HEIGHT = 300;
const TOP = 56;
// Tones that can be read on white and on black: contrast 4 : 1 or more with both.
const ACCENT = '#1f8a8c';
const MUTED = '#7b848a';

// A picture has no style sheet of ours: ink and paper of the report's (src/report/style.ts), without variables, which not
// every viewer knows.
const STYLE = `
  svg { color: #191c1e; font-family: system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
  .paper { fill: #fcfcfb; }
  @media (prefers-color-scheme: dark) { svg { color: #e8eaea; } .paper { fill: #141618; } }
`;

/** @returns the SVG file's text */
export function growthSvg(growth: Growth): string {
  const document = new SvgDocument();
  const root = document.createElement('svg');
  const set = (element: SvgElement, attributes: Record<string, string | number>) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const add = (name: string, attributes: Record<string, string | number>, text = '') => {
    const element = root.appendChild(set(document.createElement(name), attributes));
    element.textContent = text;
  };
  const size = { width: 3 * WIDTH, height: TOP + HEIGHT };
  set(root, {
    xmlns: 'http://www.w3.org/2000/svg',
    ...size,
    viewBox: `0 0 ${size.width} ${size.height}`,
    role: 'img',
  });
  const { network, batch, threads, machine } = growth;
  add('title', {}, `How the time of training ${network} grows with batch size, threads and images`);
  add('style', {}, STYLE);
  add('rect', { ...size, class: 'paper' });
  add(
    'text',
    { x: 16, y: 24, fill: 'currentColor', 'font-size': 14, 'font-weight': 600 },
    `${network}: training`,
  );
  add(
    'text',
    { x: 16, y: 42, fill: MUTED, 'font-size': 12 },
    `batch ${batch}, ${threads} threads where not said otherwise · dashed: in proportion · ${machine}`,
  );
  panels(growth, document).forEach((panel, index) => {
    root.appendChild(set(panel, { x: index * WIDTH, y: TOP }));
  });
  return `${root}\n`;
}

function panels({ byBatch, byThreads, byImages }: Growth, document: SvgDocument): SvgElement[] {
  const frame = {
    document: document as unknown as Document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 52,
    marginRight: 20,
    marginBottom: 40,
    marginTop: 30,
    style: { background: 'none', overflow: 'visible', fontSize: '12px', fontFamily: 'inherit' },
  };
  const common = { stroke: ACCENT, strokeWidth: 2 };
  const dots = { fill: ACCENT, r: 3 };
  const through = (x: string, y: string, rows: object[]) => {
    // What exact proportion to the last point would be.
    const last = rows.at(-1) as Record<string, number>;
    const share = (row: object) => ((row as Record<string, number>)[x] * last[y]) / last[x];
    return Plot.lineY(rows, { x, y: share, stroke: MUTED, strokeDasharray: '3,3' });
  };
  const batch = Plot.plot({
    ...frame,
    x: {
      type: 'log',
      base: 2,
      label: 'batch size (images)',
      ticks: byBatch.map((row) => row.batch),
      tickFormat: 'd',
    },
    y: { type: 'log', label: 'time of a step (ms)', grid: true, ticks: 5, tickFormat: '~s' },
    marks: [
      through('batch', 'milliseconds', [...byBatch]),
      Plot.lineY(byBatch, { x: 'batch', y: 'milliseconds', ...common }),
      Plot.dot(byBatch, { x: 'batch', y: 'milliseconds', ...dots }),
    ],
  });
  const counts = byThreads.map((row) => row.threads);
  const start = [{ threads: 0, imagesPerSecond: 0 }, ...byThreads];
  const perThread = [
    start[0],
    { threads: counts.at(-1)!, imagesPerSecond: byThreads[0].imagesPerSecond * counts.at(-1)! },
  ];
  const threads = Plot.plot({
    ...frame,
    x: { label: 'threads', domain: [0, counts.at(-1)!], ticks: [0, ...counts], tickFormat: 'd' },
    y: { label: 'training (images a second)', grid: true, zero: true, ticks: 5 },
    marks: [
      Plot.lineY(perThread, { x: 'threads', y: 'imagesPerSecond', stroke: MUTED, strokeDasharray: '3,3' }),
      Plot.lineY(start, { x: 'threads', y: 'imagesPerSecond', ...common }),
      Plot.dot(byThreads, { x: 'threads', y: 'imagesPerSecond', ...dots }),
    ],
  });
  const none = [{ images: 0, seconds: 0 }, ...byImages];
  const images = Plot.plot({
    ...frame,
    x: { label: 'training images', ticks: 4, zero: true, tickFormat: '~s' },
    y: { label: 'time of an epoch (s)', grid: true, zero: true, ticks: 5 },
    marks: [
      through('images', 'seconds', none),
      Plot.lineY(byImages, { x: 'images', y: 'seconds', ...common }),
      Plot.dot(byImages, { x: 'images', y: 'seconds', ...dots }),
    ],
  });
  return [batch, threads, images] as unknown as SvgElement[];
}
