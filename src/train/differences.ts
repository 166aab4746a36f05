/** In which settings runs differ: what has to be known before their results are compared. */
import { flatten } from '../util/flatten.js';
import { lastPart } from '../util/paths.js';
import type { Run } from './run-directory.js';

/** A setting's dotted name and its value in each run, in the order of the runs; `–` where a run has none. */
export interface SettingDifference {
  readonly setting: string;
  readonly values: readonly string[];
}

/** Where a run has no such setting, in the words of its configuration and in the table's. */
const ABSENT = 'none';
const NONE = '–';

/** Values longer than this are not for reading side by side. */
const LONGEST = 24;

/**
 * The settings that are not the same in all runs; the data's fingerprint and the program's version are among them. Of
 * the network its name and its layers count, the latter as "differ" alone.
 * @example
 * settingDifferences([await readRun('runs/a'), await readRun('runs/b')]); // [{ setting: 'seed', values: ['1', '2'] }]
 */
export function settingDifferences(runs: readonly Run[]): SettingDifference[] {
  const tables = runs.map((run) => new Map(flatten(settingsOf(run))));
  const names = [...new Set(tables.flatMap((table) => [...table.keys()]))];
  // What is "none" in one run is told by the dashes beside the settings it has in another.
  const told = (name: string): boolean =>
    names.some((other) => other.startsWith(`${name}.`)) &&
    tables.every((table) => (table.get(name) ?? ABSENT) === ABSENT);
  return names
    .filter((name) => !told(name))
    .map((setting) => ({ setting, values: tables.map((table) => table.get(setting) ?? NONE) }))
    .filter(({ values }) => new Set(values).size > 1)
    .map(({ setting, values }) => ({ setting, values: readable(values) }));
}

function settingsOf({ config, data, versions, members }: Run): Record<string, unknown> {
  const of = { data: data.fingerprint, vultus: versions.vultus };
  if (members === undefined) return { ...config, ...of };
  // Settings of its networks: an average has no others.
  const each = members.map((member) => [lastPart(member.directory), member.config]);
  return { model: config.model, ...of, members: Object.fromEntries(each) };
}

/** Long values get numbers in place of themselves, equal ones the same. */
function readable(values: readonly string[]): string[] {
  if (values.every((value) => value.length <= LONGEST)) return [...values];
  if (values.every((value) => value === NONE || /^[0-9a-f]{64}$/.test(value)))
    return values.map((value) => value.slice(0, 12));
  const kinds = [...new Set(values)].filter((value) => value !== NONE);
  return values.map((value) => (value === NONE ? NONE : `variant ${kinds.indexOf(value) + 1}`));
}
