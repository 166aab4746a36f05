/** The page about a data set. */
export { type GatherDataOptions, gatherDataPage } from './gather.js';
export { renderDataPage } from './page.js';
export type { DataPage } from './types.js';
