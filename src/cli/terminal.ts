/** Where text goes: results to stdout, everything else to stderr, and nothing breaks when a reader hangs up. */
import Table from 'cli-table3';
import { outputError } from '../export/atomic.js';

/** One line (or several) on stdout. */
export function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** Columns of the narrowest terminal that is written for. */
const COLUMNS = 80;

/** A sentence or more in lines of at most 80 columns. */
export function wrapped(text: string, indent = ''): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    const longer = last === '' ? indent + word : `${last} ${word}`;
    if (last !== '' && longer.length > COLUMNS) lines.push(indent + word);
    else lines[lines.length - 1] = longer;
  }
  return lines.join('\n');
}

/** One line on stderr: notes and warnings that are not the result. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** The result as JSON, the only thing a `--json` command writes on stdout. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** A stream for progress: stdout normally, stderr when stdout must stay pure JSON. */
export function progressStream(json: boolean): NodeJS.WriteStream {
  return json ? process.stderr : process.stdout;
}

/**
 * A table without colours or rules, columns two spaces apart.
 * @param align one letter a column: l left, r right
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[], align: string): string {
  const none = '';
  const made = new Table({
    head: [...head],
    colAligns: [...align].map((letter) => (letter === 'r' ? 'right' : 'left')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    chars: {
      ...{ top: none, 'top-mid': none, 'top-left': none, 'top-right': none },
      ...{ bottom: none, 'bottom-mid': none, 'bottom-left': none, 'bottom-right': none },
      ...{ left: none, 'left-mid': none, mid: none, 'mid-mid': none },
      ...{ right: none, 'right-mid': none, middle: '  ' },
    },
  });
  for (const row of rows) made.push([...row]);
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/**
 * Keeps a command at work when its text can go nowhere: a run is worth more than its lines on the screen. A reader
 * that hangs up (`vultus … | head`) is no error; any other failure is told once on stderr, and the exit code is then 6.
 */
export function toleratePipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    let told = false;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || told) return;
      told = true;
      process.once('exit', () => {
        process.exitCode ||= 6;
      });
      if (stream === process.stdout) note(`vultus: ${outputError('the output', error).message}`);
    });
  }
}
