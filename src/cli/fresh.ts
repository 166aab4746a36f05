/** Names of run directories. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** `runs/start`, or `runs/start-2`, `runs/start-3`, … when that is taken. */
export function freshRun(name: string): string {
  const base = join('runs', name);
  if (!existsSync(base)) return base;
  let number = 2;
  while (existsSync(`${base}-${number}`)) number++;
  return `${base}-${number}`;
}

/** A word as a shell needs it written, for commands to copy. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word}"`;
}
