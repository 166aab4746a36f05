/** Live progress: one bar on a terminal, one plain line an epoch (or nothing) elsewhere. */
import { Presets, SingleBar } from 'cli-progress';
import type { EpochRecord, TrainEvent } from '../train/index.js';
import { RunProgress } from '../train/progress.js';
import { formatDuration, formatPercent } from '../util/format.js';

/** A bar of 11 leaves room for everything else in 80 columns, up to epoch 1000 of 1000. */
export const BAR_SIZE = 11;

/** A bar while it is on the terminal; it hides the cursor, so it must be taken down however the process ends. */
export class LiveBar {
  readonly #bar: SingleBar;
  readonly #stop = (): void => this.#bar.stop();

  constructor(format: string, stream: NodeJS.WriteStream, total: number) {
    this.#bar = new SingleBar(
      {
        ...{ format, stream, barsize: BAR_SIZE, fps: 5, hideCursor: true, clearOnComplete: true },
        ...{ gracefulExit: false, linewrap: false, stopOnComplete: false },
      },
      Presets.shades_classic,
    );
    process.once('exit', this.#stop);
    this.#bar.start(total, 0, { text: '' });
  }

  update(done: number, text = ''): void {
    this.#bar.update(done, { text });
  }

  stop(): void {
    process.off('exit', this.#stop);
    this.#bar.stop();
  }
}

/** Shows a run's events; `clear` takes the bar down, whatever happened. */
export interface TrainingDisplay {
  readonly onEvent: (event: TrainEvent) => void;
  readonly clear: () => void;
}

/** @param stream where to; a bar only when it is a terminal */
export function showTraining(stream: NodeJS.WriteStream): TrainingDisplay {
  const progress = new RunProgress();
  let bar: LiveBar | undefined;
  let epochs = 0;
  const clear = (): void => {
    bar?.stop();
    bar = undefined;
  };
  const onEvent = (event: TrainEvent): void => {
    const { secondsLeft } = progress.accept(event);
    if (event.type === 'start') epochs = event.epochs;
    else if (event.type === 'step' && stream.isTTY) {
      bar ??= new LiveBar(`epoch ${event.epoch}/${epochs} {bar} {text}`, stream, event.steps);
      bar.update(event.step, stepText(event, secondsLeft));
    } else if (event.type === 'epoch') {
      clear();
      stream.write(`${epochText(event.record, epochs, secondsLeft)}\n`);
    } else if (event.type === 'stopped' || event.type === 'done') clear();
  };
  return { onEvent, clear };
}

/** `loss 1.234 acc 61.2 % 312 img/s 12 min 05 s left` */
export function stepText(event: Extract<TrainEvent, { type: 'step' }>, secondsLeft?: number): string {
  const parts = [
    `loss ${event.loss.toFixed(3)}`,
    `acc ${formatPercent(event.accuracy, 1)}`,
    `${event.imagesPerSecond.toFixed(0)} img/s`,
  ];
  if (secondsLeft !== undefined) parts.push(`${formatDuration(secondsLeft)} left`);
  return parts.join(' ');
}

/** `epoch  3/40  loss 1.234 acc 61.2 %  val 1.345 58.9 %  312 img/s  12 min 05 s left` */
export function epochText(record: EpochRecord, epochs: number, secondsLeft?: number): string {
  const { train, validation } = record;
  const epoch = String(record.epoch).padStart(String(epochs).length);
  const parts = [
    `epoch ${epoch}/${epochs}`,
    `loss ${train.loss.toFixed(3)} acc ${formatPercent(train.accuracy, 1)}`,
  ];
  if (validation) parts.push(`val ${validation.loss.toFixed(3)} ${formatPercent(validation.accuracy, 1)}`);
  parts.push(`${record.imagesPerSecond.toFixed(0)} img/s`);
  if (secondsLeft !== undefined && record.epoch < epochs) parts.push(`${formatDuration(secondsLeft)} left`);
  return parts.join('  ');
}

/**
 * A bar for work that counts up: `reading ████░░░░ 45 %`. Shows nothing where there is no terminal.
 * @param patience milliseconds of work before the bar appears
 * @returns the function to call with done and total, and one that removes the bar
 */
export function showCount(
  label: string,
  stream: NodeJS.WriteStream,
  patience = 0,
): { readonly update: (done: number, total: number) => void; readonly clear: () => void } {
  let bar: LiveBar | undefined;
  const due = performance.now() + patience;
  return {
    update: (done, total) => {
      if (!stream.isTTY || total === 0 || performance.now() < due) return;
      bar ??= new LiveBar(`${label} {bar} {percentage} %`, stream, total);
      bar.update(done);
    },
    clear: () => {
      bar?.stop();
      bar = undefined;
    },
  };
}
