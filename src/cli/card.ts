/** `vultus card`: a model card from a run. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { warmUp } from '../engine/engine.js';
import { defaultThreads } from '../engine/threads-node.js';
import { analyse, summariseRobustness } from '../evaluate/index.js';
import { writeFileAtomic } from '../export/index.js';
import { gatherCard } from '../report/card/gather.js';
import { cardMarkdown } from '../report/card/render.js';
import type { Card, CardEvaluation, CardRobustness } from '../report/card/types.js';
import { ModelError, UsageError } from '../util/errors.js';
import { makeCommand } from './command.js';
import { readEvaluations, storedEvaluation } from './evaluation-file.js';
import {
  batchFlag,
  checkReadFlags,
  jsonFlag,
  outputFlag,
  type ReadFlags,
  readFlags,
  textFlag,
  threadsFlag,
} from './flags.js';
import { interruptible } from './interrupt.js';
import { keptFiles } from './kept-files.js';
import { answersTo } from './measure.js';
import { checkOutputFile } from './output-path.js';
import { readData } from './read-data.js';
import { readMeasurements, robustnessFile } from './robustness-file.js';
import { readInput } from './run-input.js';
import { print, printJson } from './terminal.js';
import { judge, openTrained, requireSameClasses, rowsToMeasure, TRAINED_ARGUMENT } from './trained.js';
import { version } from './version.js';

interface Flags extends ReadFlags {
  readonly out?: string;
  readonly data?: string;
  readonly split?: string;
  readonly robustness?: string;
  readonly licence?: string;
  readonly dataLicence?: string;
  readonly batch: number;
  readonly threads?: number;
  readonly json?: boolean;
}

export function cardCommand(): Command {
  return makeCommand({
    name: 'card',
    description:
      'Write a model card: what the network is for and what not, data, training, metrics with intervals, ' +
      'calibration, robustness, limits. Figures are those the run keeps, and with --data those of one more split.',
    arguments: [TRAINED_ARGUMENT],
    options: [
      outputFlag('--out <file>', 'write the card here instead of printing it', ['.md', '.json']),
      textFlag('--data <path>', 'measure on these data: CSV, archive or image folder'),
      textFlag('--split <name>', 'the split of --data to measure (default: PublicTest)'),
      outputFlag(
        '--robustness <file>',
        'what vultus robustness wrote (default: robustness.json in the run)',
        ['.json'],
      ),
      textFlag('--licence <text>', 'the licence of the weights'),
      textFlag('--data-licence <text>', 'the licence of the data'),
      batchFlag().default(64),
      threadsFlag(),
      ...readFlags(),
      jsonFlag(),
    ],
    examples: [
      'npx vultus card runs/classic --out MODEL_CARD.md',
      'npx vultus card runs/classic --data fer2013.csv --licence MIT',
    ],
  }).action(run);
}

async function run(path: string, flags: Flags): Promise<void> {
  checkReadFlags(flags);
  const { out, data, split } = flags;
  if (split !== undefined && data === undefined) {
    throw new UsageError(`--split ${split} needs the data: give --data fer2013.csv.`);
  }
  if (out !== undefined) {
    checkOutputFile('--out', out, [data, flags.votes, flags.robustness, ...keptFiles(path)]);
  }
  if (flags.robustness !== undefined && !existsSync(flags.robustness)) {
    throw new ModelError(
      `--robustness ${flags.robustness} does not exist: give a file that vultus robustness wrote.`,
    );
  }
  await interruptible('stopping…', async (signal) => {
    const trained = await openTrained(path);
    const directory = trained.path;
    const input = trained.run && (await readInput(directory));
    const stored = trained.run ? await readEvaluations(directory, trained.hash) : [];
    const measured = data === undefined ? [] : [await measure(trained, { ...flags, data }, signal)];
    const again = (one: CardEvaluation): boolean =>
      measured.some(({ split, fingerprint }) => split === one.split && fingerprint === one.fingerprint);
    const card = gatherCard({
      ...{ directory, createdBy: `vultus ${version()}`, trained, run: trained.run },
      ...{ commands: input, synthetic: input?.synthetic !== undefined },
      memberCommands: await Promise.all(
        (trained.run?.members ?? []).map((member) => readInput(member.directory)),
      ),
      evaluations: [...measured, ...stored.filter((one) => !again(one))],
      robustness: await damagedBy(trained.hash, flags.robustness, trained.run && robustnessFile(directory)),
      ...{ licence: flags.licence, dataLicence: flags.dataLicence },
    });
    await give(card, flags);
  });
}

async function give(card: Card, { out, json }: Flags): Promise<void> {
  const text = `${JSON.stringify(card, null, 2)}\n`;
  if (out !== undefined) {
    await writeFileAtomic(out, out.toLowerCase().endsWith('.json') ? text : cardMarkdown(card));
  }
  if (json) printJson(card);
  else print(out ?? cardMarkdown(card).trimEnd());
}

async function measure(
  trained: Awaited<ReturnType<typeof openTrained>>,
  flags: Flags & { readonly data: string },
  signal: AbortSignal,
): Promise<CardEvaluation> {
  const { split = 'PublicTest', batch: batchSize, threads = defaultThreads() } = flags;
  warmUp(threads);
  const dataset = await readData(flags.data, flags, signal);
  requireSameClasses(trained.model, dataset);
  const rows = rowsToMeasure(dataset, split, trained.run);
  const { logits, labels } = await answersTo({ trained, dataset, batchSize, threads, signal }, rows);
  const honesty = judge(dataset, split, rows, trained.run);
  return storedEvaluation(
    { split, ...honesty },
    dataset.fingerprint,
    analyse(logits, labels, dataset.classes),
  );
}

/** The measurements of these weights in the file that the flag names, else in the run's, where it has one. */
async function damagedBy(
  hash: string,
  named: string | undefined,
  own: string | undefined,
): Promise<CardRobustness[]> {
  const file = named ?? own;
  const measurements = file === undefined ? [] : await readMeasurements(file);
  return measurements
    .filter((one) => one.hash === hash)
    .map((one) => ({
      ...{ split: one.split, role: one.role, note: one.note, fingerprint: one.fingerprint },
      summary: summariseRobustness(one),
    }));
}
