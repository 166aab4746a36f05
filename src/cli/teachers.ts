/**
 * `--teacher`: asks trained networks about the training images before the first step, or takes what `vultus labels` found by
 * asking networks about images that they did not learn from.
 */
import { Option } from 'commander';
import { sha256 } from '../data/fingerprint.js';
import type { Dataset } from '../data/types.js';
import { VIEW_SETS, type ViewSet } from '../evaluate/index.js';
import { readFolds } from '../train/folds-record.js';
import type { TrainConfig } from '../train/index.js';
import { labelTargets } from '../train/label-targets.js';
import { chooseRows } from '../train/rows.js';
import { askTeachers, encodeAnswers } from '../train/teacher.js';
import { UsageError } from '../util/errors.js';
import { formatCount, formatCounted } from '../util/format.js';
import { numberFlag, viewsFlag } from './flags.js';
import { showCount } from './progress.js';
import { note } from './terminal.js';
import { openTrained } from './trained.js';

export interface TeacherFlags {
  readonly teacher?: readonly string[];
  readonly teacherShare?: number;
  readonly teacherTemperature?: number;
  readonly teacherTta?: ViewSet;
}

export const teacherFlags = (): Option[] => [
  new Option(
    '--teacher <run>',
    'learn in part what this trained network says of each image (repeat it for the mean of several), or what a folder of ' +
      'vultus labels does',
  ).argParser((text: string, earlier: string[] = []) => [...earlier, text]),
  numberFlag(
    '--teacher-share <share>',
    "of the teachers' answers in each target, 0.5 by default",
    0,
    1,
    true,
  ),
  numberFlag('--teacher-temperature <t>', 'divides their logits, 1 by default', 0.1, 100),
  viewsFlag(
    '--teacher-tta <views>',
    'their answers are the mean over the image and its mirror, or over ten views',
  ),
];

/** @throws UsageError when a flag about teachers comes without one */
export function checkTeacherFlags(flags: TeacherFlags): void {
  if (flags.teacher !== undefined) return;
  const given = {
    share: flags.teacherShare,
    temperature: flags.teacherTemperature,
    tta: flags.teacherTta,
  };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    throw new UsageError(`--teacher-${name} ${value} needs a teacher: give --teacher RUN.`);
  }
}

/** The configuration with what the teachers said, the answers themselves, and what made a folder of labels. */
export async function learnFrom(
  config: TrainConfig,
  dataset: Dataset,
  flags: TeacherFlags & { readonly threads: number },
  signal: AbortSignal,
): Promise<{ config: TrainConfig; teacher?: Uint8Array; teacherCommand?: string }> {
  if (flags.teacher === undefined) return { config };
  const { teacherShare: share = 0.5, teacherTemperature: temperature = 1 } = flags;
  const targets = await labelAnswers(config, dataset, flags);
  const answers = targets?.answers ?? (await networkAnswers(config, dataset, flags, signal));
  const teacher = encodeAnswers(answers, dataset.classes.length);
  return {
    config: { ...config, teacher: { answers: sha256(teacher), share, temperature } },
    ...{ teacher, teacherCommand: targets?.command },
  };
}

/** @returns undefined when the teachers are networks */
async function labelAnswers(config: TrainConfig, dataset: Dataset, flags: TeacherFlags) {
  const found = await findLabels(flags.teacher ?? []);
  if (!found) return undefined;
  const { folder, record } = found;
  const { teacher, teacherTemperature, teacherTta } = flags;
  if (teacher?.length === 1 && teacherTemperature === undefined && teacherTta === undefined) {
    const targets = await labelTargets(folder, record, dataset, config);
    const images = formatCounted(targets.training, 'training image');
    note(`${folder} has estimates for ${formatCount(targets.estimated)} of ${images}`);
    return targets;
  }
  throw new UsageError(
    `--teacher ${folder} is a folder of vultus labels, whose answers stand: leave out other teachers, --teacher-temperature and --teacher-tta.`,
  );
}

/** The first of the teachers that is a folder of `vultus labels`. */
async function findLabels(paths: readonly string[]) {
  for (const folder of paths) {
    const record = await readFolds(folder);
    if (record) return { folder, record };
  }
  return undefined;
}

async function networkAnswers(
  config: TrainConfig,
  dataset: Dataset,
  flags: TeacherFlags & { readonly threads: number },
  signal: AbortSignal,
): Promise<Float32Array> {
  const teachers = [];
  for (const path of flags.teacher ?? []) teachers.push(await openTrained(path));
  const { teacherTemperature: temperature = 1, teacherTta, threads } = flags;
  const bar = showCount('asking the teachers', process.stderr);
  return await askTeachers({
    ...{ teachers, dataset, temperature, threads, signal, batchSize: 64 },
    views: teacherTta && VIEW_SETS[teacherTta],
    rows: chooseRows(dataset, config).train,
    onProgress: bar.update,
  }).finally(bar.clear);
}
