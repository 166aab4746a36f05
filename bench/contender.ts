/** A contender of a benchmark: a process that stays warm and times its own steps when it is told to. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a contender is started. */
export interface Command {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Environment besides this process' own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Some steps by the contender's own clock, in seconds: all of them, and each. */
export interface Timing {
  readonly seconds: number;
  readonly each: readonly number[];
}

export interface Contender {
  readonly name: string;
  readonly version: string;
  /** Trainable parameters of its network. */
  readonly parameters: number;
  run(steps: number): Promise<Timing>;
  /** Peak resident memory of its process so far, in bytes. */
  peakMemory(): Promise<number>;
  close(): void;
}

export interface Missing {
  readonly name: string;
  readonly why: string;
}

/** Starts a contender. @returns why it is missing instead when it does not start */
export async function startContender({ name, command, args, env }: Command): Promise<Contender | Missing> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const errors: string[] = [];
  child.stderr.on('data', (data) => errors.push(String(data)));
  // Writing to a process that has ended is told by its missing answer.
  child.stdin.on('error', () => {});
  const answers = answersOf(child, errors);
  const first = (await answers.next()) as { ready?: boolean; version?: string; parameters?: number };
  if (!first?.ready) return { name, why: lastLine(errors) ?? `${command} did not start` };
  const ask = async (question: string): Promise<unknown> => {
    child.stdin.write(`${question}\n`);
    const answer = await answers.next();
    if (!answer) throw new Error(`${name} stopped: ${lastLine(errors)}`);
    return answer;
  };
  return {
    name,
    version: first.version ?? '',
    parameters: first.parameters ?? 0,
    run: (steps) => ask(`run ${steps}`) as Promise<Timing>,
    peakMemory: async () => ((await ask('memory')) as { bytes: number }).bytes,
    close: () => void child.stdin.end('quit\n'),
  };
}

/** The line that says why, among those of a program's complaints. */
export function lastLine(errors: readonly string[]): string | undefined {
  const lines = errors
    .join('')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.findLast((line) => /\w*(Error|Exception)\b.*:/.test(line)) ?? lines.at(-1);
}

/** The child's lines of JSON, one at a time; undefined once it has ended. */
function answersOf(child: ChildProcess, errors: string[]): { next(): Promise<unknown> } {
  const waiting: ((value: unknown) => void)[] = [];
  const ready: unknown[] = [];
  let ended = false;
  const push = (line: string) => {
    // A library may greet on stdout too.
    if (!line.startsWith('{')) return;
    const value = JSON.parse(line);
    const waiter = waiting.shift();
    if (waiter) waiter(value);
    else ready.push(value);
  };
  createInterface({ input: child.stdout! }).on('line', push);
  const end = () => {
    ended = true;
    for (const waiter of waiting.splice(0)) waiter(undefined);
  };
  child.on('error', (error) => {
    errors.push(`${error.message}\n`);
    end();
  });
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

/**
 * Starts all contenders.
 * @throws Error when one has another network than `parameters` says
 */
export async function startAll(
  commands: readonly Command[],
  parameters: number,
): Promise<{ contenders: Contender[]; missing: Missing[] }> {
  const contenders: Contender[] = [];
  const missing: Missing[] = [];
  for (const command of commands) {
    const contender = await startContender(command);
    if ('why' in contender) missing.push(contender);
    else contenders.push(contender);
    if (!('why' in contender) && contender.parameters !== parameters) {
      for (const { close } of contenders) close();
      throw new Error(`${contender.name} has ${contender.parameters} parameters, not ${parameters}`);
    }
  }
  return { contenders, missing };
}

/** Idle threads of some libraries spin for a while before they sleep: the next contender waits for that. */
const REST_MS = 100;

/**
 * Lets contenders run in turn, A B C A B C …, so that a machine that slows down slows down all of them.
 * @param warmUp rounds before the counted ones: V8 compiles the kernels twice, the peers choose theirs
 * @returns the counted rounds of each, by name
 */
export async function inTurn(
  contenders: readonly Contender[],
  { rounds, warmUp, steps }: { rounds: number; warmUp: number; steps: number },
): Promise<Map<string, Timing[]>> {
  const timings = new Map(contenders.map(({ name }) => [name, [] as Timing[]]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const contender of contenders) {
      await sleep(REST_MS);
      const timing = await contender.run(steps);
      if (round >= 0) timings.get(contender.name)!.push(timing);
    }
  }
  return timings;
}
