/**
 * The public API: everything a program needs to read faces, train, judge and ship a classifier. Re-exports only; each
 * name is documented where it is defined.
 */
export {
  type AugmentConfig,
  applyWarp,
  defaultAugment,
  noAugment,
  presets,
  validateAugment,
} from './augment/index.js';
export {
  type BadRow,
  type Dataset,
  describeDataset,
  type ReadOptions,
  readDataset,
  removeStraddlers,
  rowsOfSplit,
  splitStratified,
  writeCsv,
} from './data/index.js';
export { type SynthOptions, synthesise } from './data/synth.js';
export type {
  Batch,
  Engine,
  EngineOptions,
  ExplainSpec,
  Explanation,
  LayerValues,
  StepResult,
  TensorMap,
  TrainBatch,
  WeightSet,
} from './engine/api.js';
export { planTable } from './engine/describe.js';
export { createEngine } from './engine/engine.js';
export {
  type Analysis,
  analyse,
  argmax,
  bootstrap,
  type Calibration,
  type ClassScore,
  calibration,
  chooseTemperature,
  type Evaluation,
  evaluateLogits,
  evaluateSplit,
  fitTemperature,
  type Metrics,
  measure,
  type PredictOptions,
  predict,
  predictSplit,
  type Rate,
  riskCoverage,
  rocCurve,
  scaledTrust,
  softmax,
  studySplit,
  type Temperature,
  type Threshold,
  thresholdFor,
  wilson,
} from './evaluate/index.js';
export {
  camLayer,
  chooseImages,
  type ExplainedRows,
  type ExplainRequest,
  type ExplainRowsRequest,
  evidence,
  explainRows,
  gradCam,
  type HeatMaps,
  occlusion,
  type Sanity,
  saliency,
  sanityCheck,
  spearman,
  upsample,
} from './explain/index.js';
export {
  decodeSafetensors,
  encodeSafetensors,
  type LoadedModel,
  loadModelDirectory,
  type ModelTemperature,
  saveModelDirectory,
  saveTemperature,
  weightsHash,
} from './export/index.js';
export {
  countParameters,
  initialise,
  type Layer,
  type Model,
  modelSvg,
  parseModel,
  summaryRows,
  totalMacs,
  zoo,
  zooModel,
} from './model/index.js';
export { gatherReport } from './report/gather.js';
export { augmentedGrid, gridPng, writeGridPng } from './report/grid.js';
export { type ReportData, renderReport } from './report/index.js';
export {
  type ConfigInput,
  calibrateModel,
  completeConfig,
  type EpochRecord,
  type Run,
  type RunOptions,
  type RunResult,
  readRun,
  runFiles,
  type TrainConfig,
  type TrainEvent,
  train,
} from './train/index.js';
export { CLASSES, PIXELS, SIDE } from './util/classes.js';
export {
  DataError,
  ModelError,
  OutputError,
  TrainingError,
  UsageError,
  VultusError,
} from './util/errors.js';
