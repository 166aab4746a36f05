/** Runs a training with its progress on the terminal, and everything that follows it. */
import type { Dataset } from '../data/types.js';
import { type RunResult, type TrainConfig, type TrainEvent, train } from '../train/index.js';
import { formatCounted, formatDuration } from '../util/format.js';
import { commandLine, quoted } from './fresh.js';
import { InterruptedError } from './interrupt.js';
import { showTraining } from './progress.js';
import { type RunInput, writeInput } from './run-input.js';
import { note, progressStream, table } from './terminal.js';

/** What to say at the first Ctrl-C. */
export const STOPPING = 'stopping after this step, writing a checkpoint…';

export interface TrainingRequest {
  readonly config: TrainConfig;
  readonly dataset: Dataset;
  readonly directory: string;
  readonly input: RunInput;
  readonly signal: AbortSignal;
  readonly flags: {
    readonly threads?: number;
    readonly profile?: boolean;
    readonly tensorboard?: boolean;
    readonly json?: boolean;
  };
  /** Splits to measure at the end besides the validation images. */
  readonly alsoMeasure: readonly string[];
  readonly resume?: boolean;
  /** What `config.teacher` names; a resumed run has kept it. */
  readonly teacher?: Uint8Array;
}

/**
 * @throws InterruptedError, with the command that goes on, when the signal stopped the run
 */
export async function trainAndFinish(request: TrainingRequest): Promise<void> {
  const { config, dataset, directory, signal, flags } = request;
  const command = commandLine();
  // A resumed run keeps the command it was started with.
  const input: RunInput = request.resume ? request.input : { command, ...request.input };
  const stream = progressStream(flags.json === true);
  const threads = flags.threads ?? config.threads;
  const display = showTraining(stream);
  const tell = (text: string): void => {
    stream.write(`${text}\n`);
  };
  let written: Promise<void> | undefined;
  const onEvent = (event: TrainEvent): void => {
    if (event.type === 'start') {
      // Only now is the directory there, and known to be this run's.
      written = writeInput(directory, input);
      // Awaited below; a failure before that must not end the process as unhandled.
      written.catch(() => {});
      tell(startText(request, threads));
    }
    display.onEvent(event);
    if (event.type === 'stopped' && event.reason === 'early') tell('stopped early: no better epoch came');
  };
  const { profile, tensorboard } = flags;
  const result = await train({
    ...{ config, dataset, directory, signal, onEvent, threads, profile, tensorboard },
    ...{ resume: request.resume, teacher: request.teacher },
  }).finally(display.clear);
  await written;
  if (result.profile) noteProfile(result.profile);
  if (!result.finished) throw interrupted('stopped', directory);
  // Loaded only now: the first step need not wait for what writes the report.
  const { finishRun } = await import('./finish.js');
  const finished = finishRun({
    ...{ result, dataset, threads, signal },
    alsoMeasure: request.alsoMeasure,
    json: flags.json === true,
    command: input.command ?? command,
    next: nextCommands(result, input, dataset),
  });
  await finished.catch((error: unknown) => {
    throw signal.aborted ? interrupted('the training is done, but not measured yet', directory) : error;
  });
}

function interrupted(what: string, directory: string): InterruptedError {
  return new InterruptedError(`${what}; npx vultus train --resume ${quoted(directory)} goes on with it.`);
}

function startText({ config, dataset, directory, resume }: TrainingRequest, threads: number): string {
  const what = `${config.model.name} on ${dataset.source}`;
  const how = `${formatCounted(threads, 'thread')}, seed ${config.seed}`;
  return `${resume ? 'resuming' : 'training'} ${what} → ${directory} (${how})`;
}

function nextCommands(result: RunResult, input: RunInput, dataset: Dataset): string[] {
  const unseen = result.roles.find(({ role }) => role === 'unseen')?.split;
  const split =
    unseen ?? dataset.splitNames.find((name) => name !== result.roles[0].split) ?? result.roles[0].split;
  const open = `open ${quoted(`${result.directory}/report.html`)} in a browser`;
  const run = quoted(result.directory);
  if (input.data === undefined) {
    return [
      open,
      'npx vultus start --data fer2013.csv (or a folder of your own pictures)',
      'npx vultus --help',
    ];
  }
  return [open, `npx vultus evaluate ${run} --data ${quoted(input.data)} --split ${quoted(split)}`];
}

function noteProfile(profile: NonNullable<RunResult['profile']>): void {
  const slowest = [...profile].sort((a, b) => b.seconds - a.seconds);
  note(
    table(
      ['operation', 'time'],
      slowest.map(({ op, seconds }) => [op, formatDuration(seconds)]),
      'lr',
    ),
  );
}
