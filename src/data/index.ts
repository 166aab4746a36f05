/** What the data folder offers to the rest of the project. */

export { fingerprint } from './fingerprint.js';
export { LIMITS, type Limits } from './limits.js';
export { type ReadOptions, readDataset } from './read.js';
export type { BadRow, Dataset, ReadProgress } from './types.js';
export { classVotes, parseVotes, readVotes, VOTE_NAMES, type Votes } from './votes.js';
