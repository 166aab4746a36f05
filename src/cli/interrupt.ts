/** Ctrl-C: the first asks the work to stop in good order, the second ends the process at once. Exit code 130. */
import { VultusError } from '../util/errors.js';
import { note } from './terminal.js';

/** Exit code of a command that Ctrl-C ended: 128 + SIGINT, as shells count. */
const INTERRUPTED = 130;

/** The user stopped the command; the message says what is left behind. */
export class InterruptedError extends VultusError {
  override readonly exitCode = INTERRUPTED;
}

/**
 * Runs work with a signal that the first Ctrl-C (or SIGTERM) aborts.
 * @param message what to tell the user at the first one
 */
export async function interruptible<T>(
  message: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    note(`\n${message} (Ctrl-C again stops at once)`);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (!controller.signal.aborted || error instanceof VultusError) throw error;
    throw new InterruptedError('stopped before it was done; nothing was changed.', { cause: error });
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
