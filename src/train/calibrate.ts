/** After a training: the temperature of the model it left, chosen on images that trained nothing. */
import { chooseTemperature, type WeighedAnswers } from '../evaluate/index.js';
import { type ModelTemperature, saveTemperature } from '../export/index.js';

/**
 * Fits a temperature with its thresholds and writes them into the model's directory. An earlier one goes, even when the
 * images tell no new one.
 * @param directory the model's: `runs/classic/model`
 * @param answers of that model to images it did not learn from
 * @param from what those images are called, the data set they are of, and what they were weighed by
 * @returns null when they tell no temperature
 * @throws ModelError, DataError as `chooseTemperature`; OutputError when the file cannot be written
 */
export async function calibrateModel(
  directory: string,
  answers: WeighedAnswers,
  from: Pick<ModelTemperature, 'split' | 'dataFingerprint' | 'weighed'>,
): Promise<ModelTemperature | null> {
  const k = answers.logits.length / answers.labels.length;
  const chosen = chooseTemperature(answers, k);
  const stored = chosen && { ...from, ...chosen };
  await saveTemperature(directory, stored ?? undefined);
  return stored;
}
