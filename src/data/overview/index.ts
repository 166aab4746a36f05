/** A closer look at a data set: what the page of `vultus data --report` shows. */

export type { PaceOptions } from '../../util/pace.js';
export { type ClassFace, classFaces } from './class-faces.js';
export type { Distribution, Spread } from './distribution.js';
export { dataFindings, type Finding } from './findings.js';
export type { Leak } from './leaks.js';
export type { CopyAnalysis, LabelAgreement, NearDuplicates, PairExample } from './near-duplicates.js';
export { copyGroups, type DataOverview, overviewDataset } from './overview.js';
export type { Unusual } from './unusual.js';
export type { VoteAgreement } from './vote-agreement.js';
