/** Networks and files on disk: what the rest of the project uses of this folder. */

export { makeFolder, outputError, writeFileAtomic, writeFilesAtomic } from './atomic.js';
export { findModel, type ModelPlace, modelPath } from './find-model.js';
export {
  fitWeights,
  type LoadedModel,
  loadModelDirectory,
  MODEL_FILE,
  type ModelContent,
  type ModelFacts,
  saveModelDirectory,
  saveTemperature,
  WEIGHTS_FILE,
  weightsHash,
} from './model-directory.js';
export type { ModelTemperature, Weighed } from './model-temperature.js';
export { decodeSafetensors, encodeSafetensors, type SafetensorsFile, type Tensor } from './safetensors.js';
export { type ListedModel, MODELS_FOLDER, type ModelRecord, shippedModels } from './shipped-models.js';
