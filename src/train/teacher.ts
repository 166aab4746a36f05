/**
 * Distillation: targets that are in part what trained networks say of each image (Hinton, Vinyals & Dean 2015,
 * "Distilling the knowledge in a neural network", section 2). The teachers are asked once, about the images as they are or several
 * views of each; their answers are kept with the run, so that going on with it needs no teacher.
 */
import { sha256 } from '../data/fingerprint.js';
import type { Dataset } from '../data/types.js';
import { predictSplit, softmax, type View } from '../evaluate/index.js';
import type { LoadedModel } from '../export/model-directory.js';
import { decodeSafetensors, encodeSafetensors } from '../export/safetensors.js';
import { ModelError } from '../util/errors.js';

export interface TeacherRequest {
  /** At least one; of several the mean probability counts. */
  readonly teachers: readonly Pick<LoadedModel, 'model' | 'weights'>[];
  readonly dataset: Dataset;
  /** Rows of the data set that will train. */
  readonly rows: Uint32Array;
  /** The teachers' logits are divided by it: above 1 their second thoughts weigh more. */
  readonly temperature: number;
  /** How each image is looked at, its mean logits counting; the image alone unless given. */
  readonly views?: readonly View[];
  readonly batchSize: number;
  readonly threads: number;
  readonly signal?: AbortSignal;
  /** Images asked about, over all teachers. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * What the teachers say.
 * @returns [count, classes] probabilities; zeros in rows that were not asked about
 * @throws ModelError when a teacher has other classes than the data set, or its weights do not fit
 */
export async function askTeachers(request: TeacherRequest): Promise<Float32Array> {
  const { teachers, dataset, rows, temperature, views, batchSize, threads, signal, onProgress } = request;
  const classes = dataset.classes.length;
  const table = new Float32Array(dataset.count * classes);
  for (const [t, { model, weights }] of teachers.entries()) {
    if (model.classes.join() !== dataset.classes.join()) {
      throw new ModelError(
        `Teacher ${model.name} tells ${model.classes.join(', ')} apart, and ${dataset.source} has ${dataset.classes.join(', ')}: name one with the data's classes.`,
      );
    }
    const { logits } = await predictSplit({
      ...{ model, weights, dataset, rows, batchSize, threads, views, signal },
      onProgress: (done) => onProgress?.(t * rows.length + done, teachers.length * rows.length),
    });
    const said = softmax(
      logits.map((logit) => logit / temperature),
      classes,
    );
    for (const [i, row] of rows.entries()) {
      for (let c = 0; c < classes; c++) table[row * classes + c] += said[i * classes + c] / teachers.length;
    }
  }
  return table;
}

/**
 * (1 − share)·target + share·answer for the rows that were asked about, the target alone for the others.
 * @param targets [count, classes]
 * @param answers [count, classes] of `askTeachers`
 * @returns a new table
 */
export function blendAnswers(
  targets: Float32Array,
  answers: Float32Array,
  classes: number,
  share: number,
): Float32Array {
  const blended = targets.slice();
  for (let row = 0; row < targets.length; row += classes) {
    // An answer is a distribution: its largest value is at least 1/classes.
    if (answers.subarray(row, row + classes).every((value) => value === 0)) continue;
    for (let at = row; at < row + classes; at++) {
      blended[at] = (1 - share) * targets[at] + share * answers[at];
    }
  }
  return blended;
}

/** The content of `teacher.safetensors`; its SHA-256 stands in the configuration, which alone determines a run. */
export function encodeAnswers(answers: Float32Array, classes: number): Uint8Array {
  return encodeSafetensors([['answers', { shape: [answers.length / classes, classes], data: answers }]]);
}

/**
 * Reads answers back.
 * @param hash the file's SHA-256 when the run was started
 * @throws ModelError when the file is damaged or another one
 */
export function decodeAnswers(bytes: Uint8Array, where: string, hash: string): Float32Array {
  const answers = sha256(bytes) === hash && decodeSafetensors(bytes, where).tensors.get('answers');
  if (answers) return answers.data;
  throw new ModelError(`${where} does not hold the answers that the run was started with; bring it back.`);
}
