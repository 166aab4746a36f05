/**
 * Where everything in a network's picture goes: layers become boxes (a map's side is the box's height, its channels
 * the thickness), small layers become slices of the box before them, residuals become arcs, long networks wrap.
 */
import { log } from '../util/math.js';
import { inferShapes, type LayerInfo, shapeText } from './shapes.js';
import { layerText } from './summary.js';
import type { Layer, LayerType, Model, Shape } from './types.js';

/** A slice of a box: one layer. */
export interface Slice {
  readonly type: LayerType | 'input';
  readonly text: string;
  readonly x: number;
  readonly width: number;
}

/** One box, front view; `depth` is how far it runs back. `x` is its left edge, vertically it is centred on the row. */
export interface Box {
  readonly kind: 'box';
  readonly slices: Slice[];
  readonly height: number;
  readonly depth: number;
  readonly labels: readonly string[];
  /** Middle of the column it has for itself. */
  centre: number;
  x: number;
}

/** The sum at the end of a residual, and the arc that leads to it past the main branch. */
export interface Sum {
  readonly kind: 'sum';
  /** Layers on the shortcut in words; empty for the identity. */
  readonly shortcut: string;
  /** Where the arc leaves the main line. */
  readonly from: number;
  readonly centre: number;
  /** 1 for a residual without others inside, 2 around that, … */
  readonly level: number;
}

export interface Row {
  readonly items: (Box | Sum)[];
  /** Left and right end of the line through the row. */
  readonly start: number;
  end: number;
}

/** Lightest column that holds two lines of label text. */
const COLUMN = 62;
const SLICE = 6;
const FULL_HEIGHT = 112;
const ARC = 24;
/** Rows end after the first top-level layer past this. */
const ROW_WIDTH = 1000;

/** Lays the network out in rows from x = 0. */
export function layout(model: Model): Row[] {
  const infos = inferShapes(model);
  const byPath = new Map(infos.map((info) => [info.path, info]));
  const rows: Row[] = [{ items: [inputBox(model)], start: 0, end: 0 }];
  let x = place(rows[0].items[0], 0);
  model.layers.forEach((layer, index) => {
    let row = rows[rows.length - 1];
    if (isSlice(layer) && addSlice(row.items, byPath.get(`${index}`)!)) return;
    const items: (Box | Sum)[] = [];
    let end = addLayer(layer, `${index}`, items, x, byPath, model);
    if (end > ROW_WIDTH && row.items.length > 0) {
      row.end = x;
      row = { items: [], start: 0, end: 0 };
      rows.push(row);
      items.length = 0;
      end = addLayer(layer, `${index}`, items, 12, byPath, model);
    }
    row.items.push(...items);
    x = end;
    row.end = x;
  });
  for (const row of rows) for (const item of row.items) if (item.kind === 'box') centreSlices(item);
  return rows;
}

/** Appends a layer and all inside it; returns where the next one may begin. */
function addLayer(
  layer: Layer,
  path: string,
  items: (Box | Sum)[],
  x: number,
  byPath: ReadonlyMap<string, LayerInfo>,
  model: Model,
): number {
  if (layer.type !== 'residual') {
    const box = layerBox(byPath.get(path)!, model);
    items.push(box);
    return place(box, x);
  }
  const from = x + 4;
  let end = x + 12;
  layer.main.forEach((inner, index) => {
    const innerPath = `${path}.main.${index}`;
    if (isSlice(inner) && addSlice(items, byPath.get(innerPath)!)) return;
    end = addLayer(inner, innerPath, items, end, byPath, model);
  });
  const texts = (layer.shortcut ?? []).map((inner, i) =>
    shortText(byPath.get(`${path}.shortcut.${i}`)!, inner),
  );
  const shortcut = texts.join(' · ');
  // Room for the shortcut's words on the arc, between its rounded corners.
  const centre = Math.max(end + 10, from + 40 + pillWidth(shortcut));
  items.push({ kind: 'sum', shortcut, from, centre, level: nesting(layer) });
  return centre + 16;
}

function isSlice(layer: Layer): boolean {
  return layer.type === 'batchNorm' || layer.type === 'relu' || layer.type === 'dropout';
}

/** Adds a thin layer to the last box; false when there is none (after a sum). */
function addSlice(items: (Box | Sum)[], info: LayerInfo): boolean {
  const last = items.at(-1);
  if (last?.kind !== 'box') return false;
  last.slices.push({ type: info.layer.type, text: tooltip(info), x: thickness(last), width: SLICE });
  return true;
}

function inputBox(model: Model): Box {
  const slice: Slice = { type: 'input', text: `input ${shapeText(model.input)}`, x: 0, width: 4 };
  return newBox([slice], model.input, model, ['input', shapeText(model.input)]);
}

const log2 = (x: number): number => log(x) / Math.LN2;

function layerBox(info: LayerInfo, model: Model): Box {
  const { layer, output } = info;
  const thick = isSlice(layer) ? SLICE : isVector(output) ? 12 : 4 + 3.2 * log2(output.channels);
  const slice: Slice = { type: layer.type, text: tooltip(info), x: 0, width: thick };
  return newBox([slice], output, model, [shortText(info, layer), shapeText(output)]);
}

function newBox(slices: Slice[], shape: Shape, model: Model, labels: string[]): Box {
  const scale = (side: number, whole: number): number => 10 + (FULL_HEIGHT - 10) * Math.min(1, side / whole);
  const height = isVector(shape)
    ? Math.min(FULL_HEIGHT, 14 + 8 * log2(shape.channels))
    : scale(shape.height, model.input.height);
  const depth = isVector(shape) ? 5 : 0.27 * scale(shape.width, model.input.width);
  return { kind: 'box', slices, height, depth, labels, x: 0, centre: 0 };
}

/** Gives the box its column; the box itself is centred later, when all its slices are known. */
function place(item: Box | Sum, x: number): number {
  if (item.kind !== 'box') return x;
  const text = Math.max(...item.labels.map((label) => label.length * 6.2));
  const width = Math.max(COLUMN, text + 16, thickness(item) + 3 * SLICE + item.depth + 14);
  item.centre = x + width / 2;
  return x + width;
}

function centreSlices(box: Box): void {
  box.x = box.centre - (thickness(box) + box.depth) / 2;
}

/** How far a box reaches above and below the line: its back is higher, and the whole is centred by eye. */
export function reach(box: Box): { above: number; below: number } {
  return { above: box.height / 2 + 0.75 * box.depth, below: box.height / 2 + 0.25 * box.depth };
}

/** How high a sum's arc runs above the line: over everything between its ends. */
export function rise(sum: Sum, items: readonly (Box | Sum)[]): number {
  const between = items.map((item) => {
    const inside = item.kind === 'box' && item.centre > sum.from && item.centre < sum.centre;
    return inside ? reach(item).above : 0;
  });
  return Math.max(...between) + sum.level * ARC - 8;
}

/** Width of the label on an arc. */
export function pillWidth(text: string): number {
  return text === '' ? 0 : text.length * 5.9 + 18;
}

/** Width of all slices of a box. */
function thickness(box: Box): number {
  return box.slices.reduce((sum, slice) => sum + slice.width, 0);
}

function nesting(layer: Layer): number {
  if (layer.type !== 'residual') return 0;
  return 1 + Math.max(...layer.main.map(nesting));
}

function isVector(shape: Shape): boolean {
  return shape.height === 1 && shape.width === 1;
}

function tooltip(info: LayerInfo): string {
  const parameters = info.parameters > 0 ? `, ${info.parameters.toLocaleString('en-US')} parameters` : '';
  return `${info.path}: ${layerText(info)} → ${shapeText(info.output)}${parameters}`;
}

/** The label under a box. */
function shortText(info: LayerInfo, layer: Layer): string {
  switch (layer.type) {
    case 'conv': {
      const name = layer.groups !== undefined && layer.groups > 1 ? 'grouped' : 'conv';
      const kind = layer.groups === info.input.channels && layer.groups > 1 ? 'depthw.' : name;
      return `${kind} ${layer.kernel}×${layer.kernel}${(layer.stride ?? 1) > 1 ? ` /${layer.stride}` : ''}`;
    }
    case 'maxPool':
      return `max ${layer.size}×${layer.size}`;
    case 'avgPool':
      return `mean ${layer.size}×${layer.size}`;
    case 'globalAvgPool':
      return 'mean';
    case 'dense':
      return 'dense';
    default:
      return layerText(info);
  }
}
