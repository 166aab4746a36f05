/** Training: configuration, the loop, and runs read back from their directories. */
export { type AverageOptions, averageRuns } from './average-runs.js';
export { calibrateModel } from './calibrate.js';
export {
  type ConfigInput,
  completeConfig,
  defaultValidation,
  parseConfig,
  type TrainConfig,
  trainConfigSchema,
} from './config.js';
export { type SettingDifference, settingDifferences } from './differences.js';
export type { EpochRecord, SplitScore, StepRecord, TrainEvent } from './events.js';
export { type ExportedModel, type ExportOptions, exportModel } from './export-run.js';
export { type RunOptions, type RunResult, train } from './loop.js';
export {
  findLearningRate,
  type RangePoint,
  type RangeTest,
  type RangeTestOptions,
  type RateSuggestion,
} from './lr-find.js';
export { readTraining } from './members.js';
export { DEFAULT_RATE } from './optimizer.js';
export { type Recipe, recipeFor } from './recipes.js';
export type { SplitRole } from './rows.js';
export { type Run, type RunRecord, readRecord, readRun, runFiles } from './run-directory.js';
export { type PlateauState, type RunLength, rateShare, type Schedule } from './schedule.js';
export type { TrainState } from './state.js';
export { TensorBoardLog } from './tensorboard.js';
