/** Names of run directories, and words as a shell needs them. */
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

/** The command line of this process, to copy. */
export function commandLine(): string {
  return ['vultus', ...process.argv.slice(2).map(quoted)].join(' ');
}

/**
 * The words of a command line without some of its flags.
 * @param valued flags with a value, in the next word or after `=`
 * @param alone flags without one
 */
export function withoutFlags(
  words: readonly string[],
  valued: readonly string[],
  alone: readonly string[],
): string[] {
  return words.filter((word, i) => {
    const isValue = valued.includes(words[i - 1]);
    return !isValue && !alone.includes(word) && !valued.includes(word.split('=')[0]);
  });
}

/** A word as the system's shell needs it written, for commands to copy. */
export function quoted(word: string): string {
  return process.platform === 'win32' ? quotedForWindows(word) : quotedForPosix(word);
}

/** Inside single quotes every character is taken as it is. */
export function quotedForPosix(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Double quotes serve both shells, and no path holds one. */
export function quotedForWindows(word: string): string {
  return /^[\w@+=:./\\-]+$/.test(word) ? word : `"${word}"`;
}
