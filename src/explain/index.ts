/** What a network looks at: heat maps by three methods, and whether to believe them. */
export type { ExplainRequest } from './batches.js';
export { chooseImages, chooseRight } from './choose.js';
export {
  type ExplainedRows,
  type ExplainRowsRequest,
  explainRows,
  METHODS,
  type Method,
} from './explain-rows.js';
export { camLayer, gradCam } from './grad-cam.js';
export { gridOf } from './grid.js';
export { evidence, type Grid, type HeatMaps, mapOf, meanMap, thirds, upsample } from './maps.js';
export { type OcclusionRequest, occlusion, patchGrid } from './occlusion.js';
export { saliency } from './saliency.js';
export { type Sanity, type SanityRequest, type SanityStage, sanityCheck } from './sanity.js';
export { meanSimilarity, spearman } from './similarity.js';
export { type ClassSummary, type MapSummary, summarise, type Thirds } from './summary.js';
