/**
 * Typed errors. Each message is one sentence a person can act on: what is wrong, where, what to do.
 * The command line prints `message` alone on stderr and exits with `exitCode`.
 */

/** Base of every error this project throws on purpose. */
export class VultusError extends Error {
  /** Process exit code of a command that ends with this error. */
  readonly exitCode: number = 1;
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A flag or argument that cannot be used (unknown flag, `--batch 0`). Exit code 2. */
export class UsageError extends VultusError {
  override readonly exitCode = 2;
}

/** Input data that cannot be read: missing, empty, malformed, over a limit. Exit code 3. */
export class DataError extends VultusError {
  override readonly exitCode = 3;
}

/** A model, configuration or checkpoint that is malformed or does not fit. Exit code 4. */
export class ModelError extends VultusError {
  override readonly exitCode = 4;
}

/** Training that cannot go on (loss not finite). Exit code 5. */
export class TrainingError extends VultusError {
  override readonly exitCode = 5;
}

/** Writing failed: full disk, unwritable folder, a name already taken. Exit code 6. */
export class OutputError extends VultusError {
  override readonly exitCode = 6;
}

/** The code (`ENOENT`, `Z_DATA_ERROR`) of what the system or a library threw, or '' when it has none. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
