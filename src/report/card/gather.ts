/** Makes a card from a run, a model and what was measured of it. */
import type { LoadedModel, ModelTemperature } from '../../export/index.js';
import { countParameters, totalMacs } from '../../model/index.js';
import type { Run } from '../../train/run-directory.js';
import { flatten } from '../../util/flatten.js';
import { lastPart } from '../../util/paths.js';
import { originOf } from './origin.js';
import { statementsFor } from './statements.js';
import type { Card, CardEvaluation, CardRobustness, CardTraining } from './types.js';

/** Command lines. */
interface Commands {
  readonly command?: string;
  /** What made the folder of labels that taught it. */
  readonly teacherCommand?: string;
}

export interface CardOptions {
  /** The directory of the run or the model. */
  readonly directory: string;
  /** Program and version. */
  readonly createdBy: string;
  readonly trained: Pick<
    LoadedModel,
    'model' | 'hash' | 'trainedHash' | 'notes' | 'dataFingerprint' | 'temperature'
  >;
  /** Absent for a model alone. */
  readonly run?: Run;
  /** What started the run, or made the average. */
  readonly commands?: Commands;
  /** Of an average, what started the runs of its networks, where it is known. */
  readonly memberCommands?: readonly (Commands | undefined)[];
  /** The run learned from faces that this program drew. */
  readonly synthetic?: boolean;
  readonly evaluations: readonly CardEvaluation[];
  readonly robustness: readonly CardRobustness[];
  /** Of the weights, in the user's words. */
  readonly licence?: string;
  readonly dataLicence?: string;
}

/**
 * The same input gives the same card; what is not known is null, and said to be not known.
 * @example
 * const card = gatherCard({ directory: 'runs/a', createdBy, trained, run, evaluations: [], robustness: [] });
 * cardMarkdown(card);
 */
export function gatherCard(options: CardOptions): Card {
  const { directory, createdBy, trained, run, commands, evaluations, robustness } = options;
  const { model, hash, trainedHash = null, notes, temperature } = trained;
  const synthetic = options.synthetic ?? false;
  const source = run?.data.source ?? null;
  const card: Omit<Card, 'statements'> = {
    format: 'vultus-card',
    version: 1,
    name: lastPart(directory),
    createdBy,
    model: {
      ...{ network: model.name, classes: model.classes, hash, trainedHash },
      parameters: countParameters(model).trainable,
      macs: totalMacs(model),
      licence: options.licence ?? null,
      notes: notes ?? null,
      temperature: temperatureOf(temperature),
    },
    training: run && !run.members ? trainingOf(run, commands) : null,
    average: averageOf(options),
    data: {
      source,
      fingerprint: run?.data.fingerprint ?? trained.dataFingerprint ?? null,
      count: run?.data.count ?? null,
      origin: originOf(source, synthetic),
      licence: options.dataLicence ?? null,
      votes: run?.config.votes ?? null,
      voteShare: run?.config.voteShare ?? null,
    },
    evaluations: [...evaluations].sort((a, b) => Number(b.role === 'unseen') - Number(a.role === 'unseen')),
    robustness,
  };
  return { ...card, statements: statementsFor(card, synthetic) };
}

function temperatureOf(temperature: ModelTemperature | undefined): Card['model']['temperature'] {
  if (temperature === undefined) return null;
  const { value, split, images, weighed } = temperature;
  return { value, split, images, weighed: weighed ?? null };
}

function averageOf({ run, commands, memberCommands }: CardOptions): Card['average'] {
  if (run?.members === undefined) return null;
  const networks = run.members.map((member, i) => ({
    name: lastPart(member.directory),
    training: trainingOf(member, memberCommands?.[i]),
  }));
  return { command: commands?.command ?? null, networks };
}

/** An exported run keeps no state; that its last epoch was kept is then known where the configuration says so. */
function keptEpochOf({ state, config, epochs }: Run): number | null {
  if (state?.kept) return state.kept.epoch;
  return config.choose === 'last' && epochs.length === config.epochs ? config.epochs : null;
}

function trainingOf(run: Run, commands: Commands | undefined): CardTraining {
  const { config, rows, roles, started, versions, epochs } = run;
  return {
    ...{ started, versions, roles },
    command: commands?.command ?? null,
    teacherCommand: commands?.teacherCommand ?? null,
    teacherShare: config.teacher === 'none' ? null : config.teacher.share,
    seed: config.seed,
    epochs: epochs.length,
    plannedEpochs: config.epochs,
    keptEpoch: keptEpochOf(run),
    images: {
      ...{ train: rows.train, validation: rows.validation },
      ...{ copiesRemoved: rows.straddlersRemoved, dropped: rows.dropped ?? 0 },
    },
    settings: flatten({ ...config, model: config.model.name }),
  };
}
