/** What the data folder offers to the rest of the project. */

export { type AttributeColumn, parseAttributes, readAttributes } from './attributes.js';
export { type ClassCount, type DataDescription, describeDataset } from './describe.js';
export { duplicateGroups, firstOfKind } from './duplicates.js';
export { ferplusDistribution, ferplusMajority } from './ferplus.js';
export { type FingerprintParts, fingerprint } from './fingerprint.js';
export { MOST_FOLDS, stratifiedFolds } from './folds.js';
export { type IssueRow, writeIssues } from './issue-file.js';
export { LIMITS, type Limits } from './limits.js';
export {
  type ClassFace,
  classFaces,
  type DataOverview,
  dataFindings,
  type Finding,
  overviewDataset,
} from './overview/index.js';
export { type ReadOptions, readDataset } from './read.js';
export { removeStraddlers, requireEveryClass, rowsOfSplit, type Split, splitStratified } from './split.js';
export {
  type BadRow,
  type Dataset,
  type ReadProgress,
  type RowVotes,
  VOTES_AS,
  type VotesAs,
} from './types.js';
export { votesText, voteVerdicts } from './verdicts.js';
export { classVotes, parseVotes, readVotes, VOTE_NAMES, type Votes, votesOfRows } from './votes.js';
export { writeCsv } from './write-csv.js';
