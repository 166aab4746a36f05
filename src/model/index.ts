/** Networks as data: what the rest of the project uses of this folder. */
export { averageNetworks, type WeightedNetwork } from './average.js';
export { initialise } from './initialise.js';
export { countParameters, layerParameters, parameterSpecs, sizeOf, totalMacs } from './parameters.js';
export { modelSvg } from './picture.js';
export { inferShapes, type LayerInfo, outputShape, padAmount, shapeText } from './shapes.js';
export {
  layerText,
  MACS_NOTE,
  type SummaryRow,
  type SummaryTotals,
  summaryRows,
  summaryTotals,
} from './summary.js';
export type {
  Initialisation,
  Layer,
  LayerType,
  Model,
  Padding,
  ParameterSpec,
  Shape,
} from './types.js';
export { checkModel, parseModel } from './validate.js';
export { type ZooEntry, zoo, zooModel } from './zoo/index.js';
