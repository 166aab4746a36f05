/** A network as the rows of a table, and its layers in words. */
import { countParameters, totalMacs } from './parameters.js';
import { inferShapes, type LayerInfo, shapeText } from './shapes.js';
import type { Layer, Model } from './types.js';

/** One row of the table; `sum` rows of residuals follow their inner layers. */
export interface SummaryRow {
  /** `4.main.1` */
  readonly path: string;
  readonly type: Layer['type'];
  /** The layer in words, indented by two spaces for each residual it lies in. */
  readonly layer: string;
  /** `24×24×32`; `1024` for a vector. */
  readonly output: string;
  /** Trainable values. */
  readonly parameters: number;
  /** Multiply-accumulates for one image. */
  readonly macs: number;
}

export interface SummaryTotals {
  readonly trainable: number;
  /** Running statistics of batch norm. */
  readonly buffers: number;
  readonly macs: number;
  /** Size of all values as float32. */
  readonly bytes: number;
}

/** Goes under every table that has a MACs column. */
export const MACS_NOTE = 'MACs: multiply-accumulates of convolutions and dense layers, for one image.';

/**
 * The table `vultus model NAME` prints, in running order: a residual's inner layers, then its sum.
 * @throws ModelError when the shapes do not fit together
 * @example
 * summaryRows(zooModel('classic'))[0];
 * // { path: '0', type: 'conv', layer: 'conv 3×3, 32 filters', output: '46×46×32', parameters: 320, macs: 609408 }
 */
export function summaryRows(model: Model): SummaryRow[] {
  return inferShapes(model).map((info) => ({
    path: info.path,
    type: info.layer.type,
    layer: '  '.repeat(info.depth) + layerText(info),
    output: shapeText(info.output),
    parameters: info.parameters,
    macs: info.macs,
  }));
}

/** The table's last line. */
export function summaryTotals(model: Model): SummaryTotals {
  const { trainable, buffers } = countParameters(model);
  return { trainable, buffers, macs: totalMacs(model), bytes: 4 * (trainable + buffers) };
}

/** A layer in a few words, defaults left out: `conv 3×3, 32 filters, stride 2`. */
export function layerText({ layer, input }: Pick<LayerInfo, 'layer' | 'input'>): string {
  switch (layer.type) {
    case 'conv':
      return convText(layer, input.channels);
    case 'maxPool':
      return `max pool ${layer.size}×${layer.size}${poolOptions(layer.size, layer.stride, layer.padding)}`;
    case 'avgPool':
      return `average pool ${layer.size}×${layer.size}${poolOptions(layer.size, layer.stride)}`;
    case 'globalAvgPool':
      return 'global average pool';
    case 'batchNorm':
      return 'batch norm';
    case 'relu':
      return 'ReLU';
    case 'dropout':
      return `dropout ${layer.rate}`;
    case 'dense':
      return `dense ${layer.units}${layer.bias === false ? ', no bias' : ''}`;
    case 'residual':
      return layer.shortcut?.length ? 'sum of main and shortcut' : 'sum of main and input';
    case 'flatten':
    case 'softmax':
      return layer.type;
  }
}

function convText(layer: Extract<Layer, { type: 'conv' }>, inputs: number): string {
  const { filters, kernel, stride = 1, padding = 'valid', groups = 1, bias = true } = layer;
  const depthwise = groups > 1 && groups === inputs;
  let text = `${depthwise ? 'depthwise' : 'conv'} ${kernel}×${kernel}, ${filters} filters`;
  if (stride !== 1) text += `, stride ${stride}`;
  if (padding !== 'valid' && padding !== 0) text += padding === 'same' ? ', same' : `, padding ${padding}`;
  if (groups !== 1 && !depthwise) text += `, ${groups} groups`;
  return bias ? text : `${text}, no bias`;
}

function poolOptions(size: number, stride = size, padding = 0): string {
  return (stride === size ? '' : `, stride ${stride}`) + (padding === 0 ? '' : `, padding ${padding}`);
}
