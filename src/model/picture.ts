/** Draws a network as one self-contained SVG: no scripts, no links, readable on light and dark screens. */
import { type Box, layout, pillWidth, type Row, reach, rise, type Sum } from './picture-layout.js';
import { summaryTotals } from './summary.js';
import type { LayerType, Model } from './types.js';

/** A colour and a name for each kind of layer; the colours hold on white and on near-black. */
const KINDS: Record<LayerType | 'input', readonly [colour: string, name: string]> = {
  input: ['#94a3b8', 'input'],
  conv: ['#3b82c4', 'convolution'],
  batchNorm: ['#8b6fc7', 'batch norm'],
  relu: ['#e8883a', 'ReLU'],
  maxPool: ['#3f9e6b', 'pooling'],
  avgPool: ['#3f9e6b', 'pooling'],
  globalAvgPool: ['#3f9e6b', 'pooling'],
  dropout: ['#8a929c', 'dropout'],
  flatten: ['#b8a07a', 'flatten'],
  dense: ['#c8506a', 'dense'],
  residual: ['#2a9d9d', 'residual sum'],
  softmax: ['#d9ad2b', 'softmax'],
};

const STYLE = `.vm-card{fill:#fff;stroke:#d5dbe3}.vm-text{fill:#1f2937}.vm-soft{fill:#64748b}.vm-line{stroke:#94a3b8}
.vm-arc{stroke:#2a9d9d}.vm-pill{fill:#e6f3f3}
@media (prefers-color-scheme:dark){.vm-card{fill:#161b22;stroke:#30363d}.vm-text{fill:#e6edf3}.vm-soft{fill:#9aa7b5}
.vm-line{stroke:#5b6673}.vm-pill{fill:#17353a}}`;

const MARGIN = 24;
const HEADER = 58;
const LABELS = 52;

/**
 * The network's picture. Heights follow the maps' sides, thickness the logarithm of the channels; residual sums are
 * joined to their start by an arc that names the shortcut's layers. Hovering over a layer tells its details.
 * @returns SVG text, in a size of its own
 * @throws ModelError when the shapes do not fit together
 * @example
 * await writeFileAtomic('classic.svg', modelSvg(zooModel('classic')));
 */
export function modelSvg(model: Model): string {
  const rows = layout(model);
  const width = Math.ceil(Math.max(...rows.map((row) => row.end), 560) + 2 * MARGIN);
  const parts: string[] = [];
  let y = HEADER;
  rows.forEach((row, index) => {
    const { above, below } = rowReach(row);
    parts.push(drawRow(row, y + above, below, index > 0, index < rows.length - 1));
    y += above + below + LABELS;
  });
  const height = Math.ceil(y + 32);
  const { trainable, macs } = summaryTotals(model);
  const facts = `${trainable.toLocaleString('en-US')} parameters · ${(macs / 1e6).toFixed(1)} million multiply-accumulates an image`;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="vm" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif">
<title>${escapeXml(model.name)}: ${facts}</title>
<style>${STYLE}</style>
<rect class="vm-card" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="10"/>
<text class="vm-text" x="${MARGIN}" y="34" font-size="19" font-weight="600">${escapeXml(model.name)}</text>
<text class="vm-soft" x="${width - MARGIN}" y="34" font-size="12.5" text-anchor="end">${facts}</text>
${parts.join('\n')}
${legend(rows, height - 22)}
</svg>
`;
}

/** Room a row needs above and below its line, arcs included, labels not. */
function rowReach(row: Row): { above: number; below: number } {
  const above = row.items.map((item) =>
    item.kind === 'box' ? reach(item).above : rise(item, row.items) + 10,
  );
  const below = row.items.map((item) => (item.kind === 'box' ? reach(item).below : 9));
  return { above: Math.max(...above), below: Math.max(...below) };
}

function drawRow(row: Row, middle: number, below: number, continued: boolean, continues: boolean): string {
  const first = row.items[0];
  const start = continued ? MARGIN - 8 : MARGIN + first.centre;
  const last = row.items[row.items.length - 1];
  const end = MARGIN + (continues ? row.end + 4 : last.centre);
  const line = `<path class="vm-line" fill="none" stroke-width="1.5" d="M${n(start)} ${n(middle)}H${n(end)}"/>`;
  const arrow = continues ? chevron(end, middle) : '';
  const into = continued ? chevron(start + 6, middle) : '';
  const items = row.items.map((item) =>
    item.kind === 'box' ? drawBox(item, middle, middle + below + 17) : drawSum(item, row.items, middle),
  );
  return [line, arrow, into, ...items].filter((part) => part !== '').join('\n');
}

function chevron(x: number, y: number): string {
  return `<path class="vm-line" fill="none" stroke-width="1.5" d="M${n(x - 4)} ${n(y - 4)}l4 4l-4 4"/>`;
}

function drawBox(box: Box, middle: number, labelY: number): string {
  const left = MARGIN + box.x;
  const top = middle + reach(box).below - box.height;
  const slices = box.slices.map((slice) => {
    const [colour] = KINDS[slice.type];
    // The side shows the box's first layer: a ReLU's slice should not paint a whole convolution.
    const [sideColour] = KINDS[box.slices[0].type];
    const x = left + slice.x;
    const w = slice.width;
    const back = `l${n(box.depth)} ${n(-box.depth)}`;
    const forth = `l${n(-box.depth)} ${n(box.depth)}`;
    const faces = [
      `<path fill="${shade(colour, 0.3)}" d="M${n(x)} ${n(top)}${back}h${n(w)}${forth}z"/>`,
      `<path fill="${shade(sideColour, -0.25)}" d="M${n(x + w)} ${n(top)}${back}v${n(box.height)}${forth}z"/>`,
      `<path fill="${colour}" d="M${n(x)} ${n(top)}h${n(w)}v${n(box.height)}h${n(-w)}z"/>`,
    ];
    return `<g><title>${escapeXml(slice.text)}</title>${faces.join('')}</g>`;
  });
  const x = n(MARGIN + box.centre);
  const labels =
    `<text class="vm-text" x="${x}" y="${n(labelY)}" font-size="11" text-anchor="middle">${escapeXml(box.labels[0])}</text>` +
    `<text class="vm-soft" x="${x}" y="${n(labelY + 14)}" font-size="10.5" text-anchor="middle">${escapeXml(box.labels[1])}</text>`;
  return slices.join('') + labels;
}

/** The sum's circle, and the arc that leads to it over everything between. */
function drawSum(sum: Sum, items: readonly (Box | Sum)[], middle: number): string {
  const [colour] = KINDS.residual;
  const from = MARGIN + sum.from;
  const to = MARGIN + sum.centre;
  const top = middle - rise(sum, items);
  const arc = `M${n(from)} ${n(middle)}V${n(top + 10)}q0 -10 10 -10H${n(to - 10)}q10 0 10 10V${n(middle - 9)}`;
  const parts = [
    `<path class="vm-arc" fill="none" stroke-width="1.75" d="${arc}"/>`,
    `<circle class="vm-arc" cx="${n(from)}" cy="${n(middle)}" r="2.5" fill="${colour}"/>`,
    `<g><title>residual sum</title><circle cx="${n(to)}" cy="${n(middle)}" r="9" fill="${colour}"/>` +
      `<path stroke="#fff" stroke-width="2" d="M${n(to - 4.5)} ${n(middle)}h9m-4.5 -4.5v9"/></g>`,
  ];
  if (sum.shortcut !== '') {
    const width = pillWidth(sum.shortcut);
    const centre = (from + to) / 2;
    parts.push(
      `<rect class="vm-pill vm-arc" x="${n(centre - width / 2)}" y="${n(top - 9)}" width="${n(width)}" height="18" rx="9"/>`,
      `<text class="vm-text" x="${n(centre)}" y="${n(top + 3.8)}" font-size="10.5" text-anchor="middle">${escapeXml(sum.shortcut)}</text>`,
    );
  }
  return parts.join('');
}

function legend(rows: readonly Row[], y: number): string {
  const items = rows.flatMap((row) => row.items);
  const types = items.flatMap((item) =>
    item.kind === 'sum' ? ['residual' as const] : item.slices.map((s) => s.type),
  );
  const kinds = new Map(
    types.filter((type) => type !== 'input').map((type) => [KINDS[type][1], KINDS[type][0]]),
  );
  let x = MARGIN;
  const parts: string[] = [];
  for (const [name, colour] of kinds) {
    parts.push(`<rect x="${n(x)}" y="${n(y - 9)}" width="10" height="10" rx="2" fill="${colour}"/>`);
    parts.push(`<text class="vm-soft" x="${n(x + 15)}" y="${n(y)}" font-size="11">${name}</text>`);
    x += 15 + name.length * 6.3 + 16;
  }
  return parts.join('');
}

/** Mixes a colour with white (amount > 0) or black (< 0). */
function shade(colour: string, amount: number): string {
  const target = amount > 0 ? 255 : 0;
  const mixed = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16);
    return Math.round(value + (target - value) * Math.abs(amount))
      .toString(16)
      .padStart(2, '0');
  });
  return `#${mixed.join('')}`;
}

/** Coordinates with one decimal at most. */
function n(value: number): string {
  return `${Math.round(value * 10) / 10}`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
