/** All golden values of a directory: layers.json and every trajectory-*.json. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, runCases } from './cases.js';
import { runTrajectory } from './trajectory.js';

export async function runGolden(directory: string): Promise<Outcome[]> {
  const outcomes = existsSync(join(directory, 'layers.json')) ? await runCases(directory) : [];
  const trajectories = readdirSync(directory).filter((name) => /^trajectory-.*\.json$/.test(name));
  for (const name of trajectories)
    outcomes.push(...(await runTrajectory(directory, name.replace(/\.json$/, ''))));
  return outcomes;
}
