/** Metrics of a trained network, with intervals. Pure: runs in Node and in a browser. */
export { type Analysis, analyse, type Trust } from './analysis.js';
export { type BootstrapOptions, bootstrap } from './bootstrap.js';
export { type Calibration, calibration } from './calibration.js';
export { type ConfidentJoint, confidentJoint } from './confident-joint.js';
export {
  CORRUPTIONS,
  type Corruption,
  type CorruptionName,
  corrupt,
  type JpegCodec,
} from './corruptions.js';
export { type ClassScore, type Evaluation, evaluateLogits } from './evaluate.js';
export type { Attribute } from './groups.js';
export { agreementAttribute, imageAttributes, typicalRow } from './image-attributes.js';
export { type Difference, type Rate, wilson, Z95 } from './interval.js';
export { type EstimateRequest, estimateLabels, type LabelEstimates } from './label-estimates.js';
export { findLabelIssues, type LabelIssue, type LabelIssues } from './label-issues.js';
export { doubtsTable, firstIssuesTable, refereeTable } from './label-table.js';
export { argmax, assertFinite, softmax } from './logits.js';
export { mcnemar, type PairedCounts, pairedDifference } from './mcnemar.js';
export { type ClassCurves, type Metrics, measure } from './metrics.js';
export { comparePaired, type PairedComparison, type PairedTest } from './paired.js';
export { type PredictOptions, predict } from './predict.js';
export { type Areas, areas, type RocPoint, rank, rocCurve } from './ranking.js';
export { type Precision, type Refereed, referee } from './referee.js';
export { accuracyOf, rightAnswers } from './right.js';
export {
  measureRobustness,
  type Robustness,
  type RobustnessSummary,
  summariseRobustness,
} from './robustness.js';
export { robustnessTable, strengthLines } from './robustness-table.js';
export {
  type AppliedTemperature,
  type ChosenTemperature,
  chooseTemperature,
  type ScaledTrust,
  scaledTrust,
} from './scaled.js';
export {
  ACCURACY_LEVELS,
  type CoveragePoint,
  riskCoverage,
  type Threshold,
  thresholdFor,
} from './selective.js';
export { sliceRules, sliceTable } from './slice-table.js';
export { type Slice, type SliceReport, sliceReport } from './slices.js';
export {
  type Answers,
  evaluateSplit,
  predictSplit,
  type SplitRequest,
  type WeighedAnswers,
} from './split.js';
export { type SplitStudy, studySplit } from './study.js';
export { surveyWeights } from './survey-weights.js';
export {
  confusionTable,
  evaluationTable,
  percentText,
  rateText,
  scaledTable,
  scoreTable,
  type TextTable,
  thresholdTable,
  triedTable,
} from './table.js';
export { fitTemperature, type Temperature } from './temperature.js';
export {
  inferViews,
  MIRRORED,
  PLAIN,
  TEN_VIEWS,
  VIEW_SETS,
  type View,
  type ViewSet,
  viewWarps,
} from './tta.js';
export type { ImageAnswers } from './worst.js';
