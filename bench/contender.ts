/** A contender of a benchmark: a process that stays warm and times its own steps when it is told to. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Contender {
  readonly name: string;
  readonly version: string;
  /** Seconds for so many steps, by the contender's own clock. */
  run(steps: number): Promise<number>;
  close(): void;
}

/** Starts a contender. @returns why it is missing instead when it does not start */
export async function startContender(
  name: string,
  command: string,
  args: string[],
): Promise<Contender | string> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const errors: string[] = [];
  child.stderr.on('data', (data) => errors.push(String(data)));
  const answers = answersOf(child);
  const first = (await answers.next()) as { ready?: boolean; version?: string } | undefined;
  if (!first?.ready) return errors.join('').trim().split('\n').at(-1) || `${command} did not start`;
  return {
    name,
    version: first.version ?? '',
    async run(steps) {
      child.stdin.write(`run ${steps}\n`);
      const answer = (await answers.next()) as { seconds: number } | undefined;
      if (!answer) throw new Error(`${name} stopped: ${errors.join('').trim()}`);
      return answer.seconds;
    },
    close() {
      child.stdin.end('quit\n');
    },
  };
}

/** The child's lines of JSON, one at a time; undefined once it has ended. */
function answersOf(child: ChildProcess): { next(): Promise<unknown> } {
  const waiting: ((value: unknown) => void)[] = [];
  const ready: unknown[] = [];
  let ended = false;
  const push = (value: unknown) => {
    const waiter = waiting.shift();
    if (waiter) waiter(value);
    else ready.push(value);
  };
  createInterface({ input: child.stdout! }).on('line', (line) => push(JSON.parse(line)));
  const end = () => {
    ended = true;
    for (const waiter of waiting.splice(0)) waiter(undefined);
  };
  child.on('error', end);
  child.on('close', end);
  return {
    next: () =>
      new Promise((resolve) => {
        if (ready.length > 0) resolve(ready.shift());
        else if (ended) resolve(undefined);
        else waiting.push(resolve);
      }),
  };
}
