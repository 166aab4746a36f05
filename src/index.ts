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
  type Classified,
  type Classifier,
  type ClassifierFacts,
  type ClassifyOptions,
  type ImageInput,
  listModels,
  loadModel,
  type ManyOptions,
  type Pixels,
  type Prediction,
  type ShippedModel,
} from './classify/index.js';
export {
  type BadRow,
  type ClassFace,
  classFaces,
  type DataOverview,
  type Dataset,
  dataFindings,
  describeDataset,
  type Finding,
  fingerprint,
  overviewDataset,
  type ReadOptions,
  readAttributes,
  readDataset,
  readVotes,
  removeStraddlers,
  rowsOfSplit,
  splitStratified,
  stratifiedFolds,
  voteVerdicts,
  writeCsv,
  writeIssues,
} from './data/index.js';
export { jpegCodec } from './data/jpeg-node.js';
export { readIssues } from './data/read-issues.js';
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
  CORRUPTIONS,
  type ConfidentJoint,
  calibration,
  chooseTemperature,
  comparePaired,
  confidentJoint,
  corrupt,
  type Evaluation,
  evaluateLogits,
  evaluateSplit,
  findLabelIssues,
  fitTemperature,
  imageAttributes,
  type LabelIssue,
  type LabelIssues,
  type Metrics,
  MIRRORED,
  mcnemar,
  measure,
  measureRobustness,
  type PairedComparison,
  type PredictOptions,
  pairedDifference,
  predict,
  predictSplit,
  type Rate,
  type Refereed,
  type Robustness,
  referee,
  rightAnswers,
  riskCoverage,
  rocCurve,
  type SliceReport,
  scaledTrust,
  sliceReport,
  softmax,
  studySplit,
  summariseRobustness,
  surveyWeights,
  TEN_VIEWS,
  type Temperature,
  type Threshold,
  thresholdFor,
  VIEW_SETS,
  type View,
  type ViewSet,
  type WeighedAnswers,
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
  findModel,
  type LoadedModel,
  loadModelDirectory,
  type ModelContent,
  type ModelPlace,
  type ModelTemperature,
  saveModelDirectory,
  saveTemperature,
  type Weighed,
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
export { type CardOptions, gatherCard } from './report/card/gather.js';
export { cardMarkdown } from './report/card/render.js';
export type { Card } from './report/card/types.js';
export { renderComparison } from './report/compare.js';
export type { CompareData } from './report/compare-types.js';
export { gatherReport } from './report/gather.js';
export { augmentedGrid, gridPng, writeGridPng } from './report/grid.js';
export { type ReportData, renderReport } from './report/index.js';
export { type RangeTestData, renderRangeTest } from './report/lr-find.js';
export { type DataPage, gatherDataPage, renderDataPage } from './report/overview/index.js';
export { type RobustnessPage, renderRobustness } from './report/robustness.js';
export { crossValidate, type FoldEvent, foldConfig, type OutOfSample } from './train/cross-validate.js';
export { dropRowsFrom } from './train/drop-labels.js';
export { readFolds } from './train/folds-record.js';
export {
  averageRuns,
  type ConfigInput,
  calibrateModel,
  completeConfig,
  type EpochRecord,
  type ExportedModel,
  exportModel,
  findLearningRate,
  type RangeTest,
  type RangeTestOptions,
  type Run,
  type RunOptions,
  type RunResult,
  readRun,
  runFiles,
  type SettingDifference,
  type StepRecord,
  settingDifferences,
  TensorBoardLog,
  type TrainConfig,
  type TrainEvent,
  train,
} from './train/index.js';
export { type LikeFolds, weighLikeFolds } from './train/like-folds.js';
export { CLASSES, PIXELS, SIDE } from './util/classes.js';
export {
  DataError,
  ModelError,
  OutputError,
  TrainingError,
  UsageError,
  VultusError,
} from './util/errors.js';
