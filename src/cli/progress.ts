/** Live progress: one bar on a terminal, one plain line an epoch (or nothing) elsewhere. */
import { Presets, SingleBar } from 'cli-progress';
import type { EpochRecord, TrainEvent } from '../train/index.js';
import { RunProgress } from '../train/progress.js';
import { formatDuration, formatPercent } from '../util/format.js';

/** A bar of 12 leaves room for everything else in 80 columns, up to epoch 1000 of 1000. */
const BAR_SIZE = 12;

function makeBar(format: string, stream: NodeJS.WriteStream): SingleBar {
  return new SingleBar(
    {
      ...{ format, stream, barsize: BAR_SIZE, fps: 5, hideCursor: true, clearOnComplete: true },
      ...{ gracefulExit: false, linewrap: false, stopOnComplete: false },
    },
    Presets.shades_classic,
  );
}

/**
 * A listener that shows a run's events.
 * @param stream where to; a bar only when it is a terminal
 */
export function showTraining(stream: NodeJS.WriteStream): (event: TrainEvent) => void {
  const progress = new RunProgress();
  let bar: SingleBar | undefined;
  let epochs = 0;
  const clear = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return (event) => {
    const { secondsLeft } = progress.accept(event);
    if (event.type === 'start') epochs = event.epochs;
    else if (event.type === 'step' && stream.isTTY) {
      if (bar === undefined) {
        bar = makeBar(`epoch ${event.epoch}/${epochs} {bar} {text}`, stream);
        bar.start(event.steps, 0, { text: '' });
      }
      bar.update(event.step, { text: stepText(event, secondsLeft) });
    } else if (event.type === 'epoch') {
      clear();
      stream.write(`${epochText(event.record, epochs, secondsLeft)}\n`);
    } else if (event.type === 'stopped' || event.type === 'done') clear();
  };
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
 * @returns the function to call with done and total, and one that removes the bar
 */
export function showCount(
  label: string,
  stream: NodeJS.WriteStream,
): { readonly update: (done: number, total: number) => void; readonly clear: () => void } {
  let bar: SingleBar | undefined;
  return {
    update: (done, total) => {
      if (!stream.isTTY || total === 0) return;
      if (bar === undefined) {
        bar = makeBar(`${label} {bar} {percentage} %`, stream);
        bar.start(total, done);
      }
      bar.update(done);
    },
    clear: () => {
      bar?.stop();
      bar = undefined;
    },
  };
}
