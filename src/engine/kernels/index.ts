// The one entry the build compiles: every kernel file is re-exported here.
export * from './conv';
export * from './conv-weight';
export * from './dense';
export * from './depthwise';
export * from './elementwise';
export * from './loss';
export * from './max-pool';
export * from './norm';
export * from './norm-apply';
export * from './optimizer';
export * from './pack';
export * from './pool-layers';
export { sumParts } from './share';
export * from './warp';
export { winogradFilter, winogradForward, winogradPooled } from './winograd';
export { winogradGradientTiles } from './winograd-gradient';
export { winogradInputGradient, winogradTranspose } from './winograd-input';
export { winogradGradientProducts, winogradGradientWeights } from './winograd-weight';
