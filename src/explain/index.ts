/** What a network looks at: heat maps by three methods, and whether to believe them. */
export type { ExplainRequest } from './batches.js';
export { chooseImages } from './choose.js';
export {
  type ExplainedRows,
  type ExplainRowsRequest,
  explainRows,
  METHODS,
  type Method,
} from './explain-rows.js';
export { camLayer, gradCam } from './grad-cam.js';
export { evidence, type HeatMaps, upsample } from './maps.js';
export { occlusion } from './occlusion.js';
export { saliency } from './saliency.js';
export { type Sanity, sanityCheck } from './sanity.js';
export { spearman } from './similarity.js';
export type { Thirds } from './summary.js';
