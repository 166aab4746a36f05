/** The runs of a comparison, opened and checked. */
import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import type { ComparedRun } from '../report/compare-types.js';
import type { Run } from '../train/index.js';
import { ModelError, UsageError } from '../util/errors.js';
import { openTrained } from './trained.js';

/** A run with its network. */
export type OpenedRun = Awaited<ReturnType<typeof openTrained>> & {
  readonly run: Run;
  /** As the user wrote it. */
  readonly name: string;
};

/**
 * @throws UsageError for fewer than two runs or the same one twice; ModelError for a directory that holds no run with a
 *   finished epoch, and for runs that tell other classes apart
 */
export async function openRuns(paths: readonly string[]): Promise<OpenedRun[]> {
  if (paths.length < 2) {
    throw new UsageError(`compare needs two runs or more: give another one beside ${paths[0]}.`);
  }
  const opened: OpenedRun[] = [];
  for (const path of paths) {
    const trained = await openTrained(path);
    const { run } = trained;
    if (run === undefined) {
      throw new ModelError(`${path} is a model without its run: give the directory that holds config.json.`);
    }
    opened.push({ ...trained, run, name: path });
  }
  requireDifferent(opened);
  requireSameClasses(opened);
  return opened;
}

function requireDifferent(opened: readonly OpenedRun[]): void {
  const real = opened.map(({ path }) => realpathSync(path));
  const twice = real.findIndex((path, i) => real.indexOf(path) !== i);
  if (twice >= 0) {
    throw new UsageError(
      `${opened[twice].name} is given twice: a run can only be compared with another one.`,
    );
  }
}

function requireSameClasses([first, ...others]: readonly OpenedRun[]): void {
  const { classes } = first.model;
  const other = others.find(({ model }) => model.classes.join('\n') !== classes.join('\n'));
  if (other === undefined) return;
  throw new ModelError(
    `${first.name} tells ${classes.join(', ')} apart, but ${other.name} ${other.model.classes.join(', ')}: compare runs of the same classes.`,
  );
}

/** What the report and `--json` say of each run. */
export function comparedRuns(opened: readonly OpenedRun[]): ComparedRun[] {
  const short = opened.map(({ path }) => basename(realpathSync(path)));
  const unique = new Set(short).size === short.length;
  return opened.map(({ run, name, hash }, i) => {
    const validation = run.roles.find(({ role }) => role !== 'train' && role !== 'unseen')?.split;
    return {
      name: unique ? short[i] : name,
      directory: name,
      epochs: run.epochs,
      trainSplit: run.config.trainSplit,
      ...(validation !== undefined && { validationSplit: validation }),
      seconds: secondsOf(run),
      hash,
    };
  });
}

/** An exported run keeps no state, but its epochs; the average of several keeps neither. */
function secondsOf({ state, epochs }: Run): number | null {
  if (state) return state.seconds;
  return epochs.length > 0 ? epochs.reduce((sum, { seconds }) => sum + seconds, 0) : null;
}
