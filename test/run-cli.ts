/** Runs the built command line as a user would: a process of its own, in a folder of its own. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** dist/src/cli/main.js, seen from dist/test/. */
export const MAIN = fileURLToPath(new URL('../src/cli/main.js', import.meta.url));

export interface Outcome {
  /** Exit code; null when a signal ended the process. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A started command: the process, and what came of it. */
export interface Started {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

/** @param main the program: the one that was built, or a copy of it */
export function startVultus(args: readonly string[], cwd: string, main = MAIN): Started {
  const child = spawn(process.execPath, [main, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, outcome };
}

export function vultus(args: readonly string[], cwd: string, main = MAIN): Promise<Outcome> {
  return startVultus(args, cwd, main).outcome;
}

/** What a command prints that must succeed. */
export async function outputOf(args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await vultus(args, cwd);
  assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** A new folder and how to remove it. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'vultus-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
