/** Collects what a report shows from a finished run and the data it was trained on. */
import type { Dataset } from '../data/types.js';
import { countParameters, type Model, modelSvg, summaryRows, totalMacs } from '../model/index.js';
import type { EpochRecord } from '../train/events.js';
import type { Run } from '../train/run-directory.js';
import { lastPart } from '../util/paths.js';
import { gatherSamples } from './samples.js';
import { stepColumns } from './steps.js';
import type {
  ReportData,
  ReportDataset,
  ReportEnvironment,
  ReportEvaluation,
  ReportTraining,
} from './types.js';

/** What a report is about: a run, or a model alone. */
export type Subject = { readonly run: Run } | { readonly run?: undefined; readonly model: Model };

/** What is shown as it is given. */
type Given = Pick<ReportData, 'faces' | 'temperature' | 'explanation' | 'robustness' | 'slices'>;

export type GatherOptions = Subject &
  Given & {
    /** The data set the run was trained on, or another one that the network was measured on. */
    readonly dataset: Dataset;
    /** Further facts about the data, a label and a value each. */
    readonly facts?: ReportDataset['facts'];
    /** The most honest one first. */
    readonly evaluations: readonly ReportEvaluation[];
    /** `vultus 0.1.0` */
    readonly createdBy: string;
    /** ISO 8601. */
    readonly createdAt?: string;
    readonly environment: ReportEnvironment;
    /** SHA-256 of the weights. */
    readonly hash: string;
    /** The command line that does the same again. */
    readonly command: string;
  };

/** The data of a run's report, samples drawn. The training is told of only beside the data it learned from. */
export async function gatherReport(options: GatherOptions): Promise<ReportData> {
  const { run, dataset, createdBy, createdAt, evaluations, environment, hash, command } = options;
  const { faces, temperature, explanation, robustness, slices } = options;
  const { model, name } = options.run
    ? { model: options.run.config.model, name: lastPart(options.run.directory) }
    : { model: options.model, name: options.model.name };
  const trainedHere = run?.data.fingerprint === dataset.fingerprint ? run : undefined;
  return {
    name,
    createdBy,
    ...(createdAt !== undefined && { createdAt }),
    data: gatherDataset(dataset, options.facts),
    samples: await gatherSamples(dataset, trainedHere?.config),
    ...(faces && { faces }),
    model: gatherModel(model),
    ...(run?.members && { averageOf: run.members.map(({ directory }) => lastPart(directory)) }),
    ...(trainedHere && !trainedHere.members && { training: gatherTraining(trainedHere) }),
    evaluations,
    ...(temperature !== undefined && { temperature }),
    ...(explanation && { explanation }),
    ...(robustness && { robustness }),
    ...(slices && { slices }),
    settings: settingsOf(run),
    environment,
    hash,
    command,
  };
}

/** Of an average those of each of its networks. */
function settingsOf(run: Run | undefined): Readonly<Record<string, unknown>> {
  if (run === undefined) return {};
  if (run.members === undefined) return { ...run.config, model: run.config.model.name };
  return Object.fromEntries(run.members.map((member) => [lastPart(member.directory), settingsOf(member)]));
}

function gatherDataset(dataset: Dataset, facts: ReportDataset['facts']): ReportDataset {
  const { source, fingerprint, classes, splitNames, splits, labels, count } = dataset;
  const counts = splitNames.map(() => classes.map(() => 0));
  for (let row = 0; row < count; row++) counts[splits[row]][labels[row]]++;
  return {
    ...{ source, fingerprint, classes },
    splits: splitNames.map((name, index) => ({ name, counts: counts[index] })),
    ...(facts && { facts }),
  };
}

function gatherModel(model: Model): ReportData['model'] {
  return {
    name: model.name,
    svg: modelSvg(model),
    rows: summaryRows(model).map(({ layer, output, parameters, macs }) => ({
      layer,
      output,
      parameters,
      macs,
    })),
    parameters: countParameters(model).trainable,
    macs: totalMacs(model),
  };
}

function gatherTraining(run: Run): ReportTraining {
  const { config, epochs, state, roles } = run;
  const validation = roles.find(({ role }) => role !== 'train' && role !== 'unseen')?.split;
  const early = state?.finished === true && epochs.length < config.epochs;
  const waited = config.earlyStopping;
  const steps = stepColumns(run.steps, Math.ceil(run.rows.train / config.batchSize));
  return {
    epochs,
    plannedEpochs: config.epochs,
    ...(state?.kept && { bestEpoch: state.kept.epoch }),
    ...(early && {
      stopped: `stopped early: no better epoch for ${waited === 1 ? '1 epoch' : `${waited} epochs`}`,
    }),
    trainSplit: config.trainSplit,
    ...(validation !== undefined && { validationSplit: validation }),
    ...(steps && { steps }),
    seconds: epochs.reduce((sum, epoch) => sum + epoch.seconds, 0),
    imagesPerSecond: meanRate(epochs),
  };
}

/** All images over all the time they took: the mean of the rates, weighted by time. 0 without epochs. */
export function meanRate(epochs: readonly EpochRecord[]): number {
  const images = epochs.reduce((sum, epoch) => sum + epoch.train.count, 0);
  const seconds = epochs.reduce((sum, epoch) => sum + epoch.train.count / epoch.imagesPerSecond, 0);
  return images === 0 ? 0 : images / seconds;
}
