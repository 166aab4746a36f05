/** Live progress of a cross-validation: one bar an epoch on a terminal, one plain line an epoch elsewhere. */
import type { FoldEvent } from '../train/cross-validate.js';
import { FoldProgress } from '../train/fold-progress.js';
import { formatDuration } from '../util/format.js';
import { epochText, LiveBar, stepText } from './progress.js';

/** @param stream where to; a bar only when it is a terminal */
export function showFolds(stream: NodeJS.WriteStream): {
  readonly onEvent: (event: FoldEvent) => void;
  readonly clear: () => void;
} {
  const progress = new FoldProgress();
  let bar: LiveBar | undefined;
  let epochs = 0;
  const clear = (): void => {
    bar?.stop();
    bar = undefined;
  };
  const onEvent = (folded: FoldEvent): void => {
    const { event, fold, folds } = folded;
    const { secondsLeft } = progress.accept(folded);
    const name = `fold ${fold}/${folds}`;
    if (event.type === 'start') epochs = event.epochs;
    else if (event.type === 'step' && stream.isTTY) {
      bar ??= new LiveBar(`${name} epoch ${event.epoch}/${epochs} {bar} {text}`, stream, event.steps);
      bar.update(event.step, stepText(event, secondsLeft));
    } else if (event.type === 'epoch') {
      clear();
      const left = secondsLeft === undefined ? '' : `  ${formatDuration(secondsLeft)} left`;
      stream.write(`${name}  ${epochText(event.record, epochs)}${left}\n`);
    } else if (event.type === 'stopped' || event.type === 'done') clear();
  };
  return { onEvent, clear };
}
