/** Augmentation: settings, the draw of each sample's warp, and the warp in plain TypeScript. */
export { applyWarp } from './apply.js';
export { defaultAugment, noAugment, presets, validateAugment } from './config.js';
export { mixBatch, sampleMix } from './mix.js';
export { fillWarps, identityWarp, placeMap, sampleWarp } from './params.js';
export { type AugmentConfig, WARP_FLOATS } from './types.js';
