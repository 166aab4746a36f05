/** Asking a trained network about faces. */

export { createClassifier } from './classifier.js';
export { type ListedAccuracy, listModels, type ShippedModel } from './list-node.js';
export { loadModel } from './load-node.js';
export { DEFAULT_ACCURACY } from './sureness.js';
export {
  answerCounts,
  answerText,
  measuredNotes,
  modelNotes,
  modelsTable,
  predictionsCsv,
  predictionTable,
} from './tables.js';
export type {
  Classified,
  Classifier,
  ClassifierFacts,
  ClassifyOptions,
  ImageInput,
  ManyOptions,
  Pixels,
  Prediction,
} from './types.js';
