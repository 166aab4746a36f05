/** The HTML report. */
export { renderReport } from './report.js';
export type {
  ReportAnswers,
  ReportData,
  ReportDataset,
  ReportEnvironment,
  ReportEvaluation,
  ReportLayer,
  ReportModel,
  ReportSamples,
  ReportTraining,
} from './types.js';
