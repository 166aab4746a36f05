// The one entry the build compiles: every kernel file is re-exported here.
// rowsTimesPanels, outerProducts2, convRows, blockOfRows, densePanel, denseColumns, multiplyPlanes, outputTile and pooledTile are no kernels: they are exported so that the optimiser keeps them
// functions of their own. Inlined into one large function, V8 spills the products' accumulators (70 → 107 GFLOP/s).
export * from './conv';
export * from './conv-weight';
export * from './dense';
export * from './depthwise';
export * from './elementwise';
export { outerProducts2, rowsTimesPanels } from './gemm';
export * from './loss';
export * from './norm';
export * from './optimizer';
export * from './pack';
export * from './pool-layers';
export * from './warp';
export { multiplyPlanes, outputTile, pooledTile, winogradFilter, winogradForward, winogradPooled } from './winograd';
export {
  biasGradient, winogradGradientProducts, winogradGradientTiles, winogradGradientWeights,
} from './winograd-weight';
