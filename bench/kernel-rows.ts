/** Profiles of steps beside the plan they ran: what each op of the plan achieved. */
import type { PlanRow } from '../src/engine/describe.js';

export interface OpTime {
  /** `0.conv forward convForward`: label and kernel. */
  readonly op: string;
  readonly seconds: number;
}

/** The shortest time of every op over several steps; ops of one name within a step are one. */
export function bestOf(profiles: readonly (readonly OpTime[])[]): Map<string, number> {
  const best = new Map<string, number>();
  for (const profile of profiles) {
    const step = new Map<string, number>();
    for (const { op, seconds } of profile) step.set(op, (step.get(op) ?? 0) + seconds);
    for (const [op, seconds] of step) {
      best.set(op, Math.min(best.get(op) ?? Number.POSITIVE_INFINITY, seconds));
    }
  }
  return best;
}

export interface KernelRow {
  readonly label: string;
  readonly kernel: string;
  readonly shape: string;
  readonly seconds: number;
  /** Multiply-accumulates of the plain algorithm, for the batch. */
  readonly macs: number;
  /** Bytes read and written. */
  readonly bytes: number;
}

/**
 * Puts times and the plan's work together, in the plan's order.
 * @throws Error when an op was timed that the plan does not have
 */
export function addWork(times: ReadonlyMap<string, number>, plan: readonly PlanRow[]): KernelRow[] {
  const rows = new Map<string, KernelRow>();
  for (const { label, op: kernel, shape, macs, bytes } of plan) {
    const name = `${label} ${kernel}`;
    const seconds = times.get(name);
    if (seconds === undefined) continue;
    const earlier = rows.get(name);
    const sum = { macs: macs + (earlier?.macs ?? 0), bytes: bytes + (earlier?.bytes ?? 0) };
    rows.set(name, { label, kernel, shape: earlier?.shape ?? shape, seconds, ...sum });
  }
  for (const name of times.keys()) {
    if (!rows.has(name)) throw new Error(`the profile has ${name}, which the plan has not`);
  }
  return [...rows.values()];
}

/** Longest first, 80 columns; then the sums by kernel and of the step. */
export function kernelTable(rows: readonly KernelRow[], peakGflops: number): string {
  const total = rows.reduce((sum, { seconds }) => sum + seconds, 0);
  const line = (kernel: string, what: string, seconds: number, rate: string, share: string) =>
    [
      kernel.slice(0, 25).padEnd(25),
      what.slice(0, 26).padEnd(26),
      (seconds * 1000).toFixed(2).padStart(7),
      rate.padStart(13),
      share.padStart(5),
    ]
      .join(' ')
      .trimEnd();
  const lineOf = (kernel: string, what: string, { seconds, macs, bytes }: Work) => {
    if (macs === 0) return line(kernel, what, seconds, `${(bytes / seconds / 1e9).toFixed(1)} GB/s`, '');
    const gflops = (2 * macs) / seconds / 1e9;
    const share = `${((100 * gflops) / peakGflops).toFixed(0)} %`;
    return line(kernel, what, seconds, `${gflops.toFixed(1)} GFLOP/s`, share);
  };
  const slowest = rows.toSorted((a, b) => b.seconds - a.seconds);
  const shown = slowest.filter(({ seconds }) => seconds >= total / 200);
  const rest = sumOf(slowest.slice(shown.length));
  return [
    line('kernel', 'layer, shape', 0, 'rate', 'peak').replace('   0.00', '     ms'),
    ...shown.map((row) => lineOf(row.kernel, `${shortLabel(row.label)} ${row.shape}`, row)),
    ...(rest.seconds > 0 ? [lineOf('(all shorter ones)', `${rows.length - shown.length} ops`, rest)] : []),
    '',
    ...byKernel(rows).map(([kernel, work, count]) => lineOf(kernel, `in all, ${count}`, work)),
    lineOf('step', '', sumOf(rows)),
  ].join('\n');
}

type Work = Pick<KernelRow, 'seconds' | 'macs' | 'bytes'>;

function sumOf(rows: readonly Work[]): Work {
  const add = (a: Work, b: Work) => ({
    seconds: a.seconds + b.seconds,
    macs: a.macs + b.macs,
    bytes: a.bytes + b.bytes,
  });
  return rows.reduce(add, { seconds: 0, macs: 0, bytes: 0 });
}

function byKernel(rows: readonly KernelRow[]): [string, Work, number][] {
  const kernels = [...new Set(rows.map(({ kernel }) => kernel))];
  const groups = kernels.map((name): [string, Work, number] => {
    const members = rows.filter(({ kernel }) => kernel === name);
    return [name, sumOf(members), members.length];
  });
  return groups.sort((a, b) => b[1].seconds - a[1].seconds);
}

/** `7.main.2.weight` → `7m2.weight`: residual branches are named by a letter. */
function shortLabel(label: string): string {
  return label.replace(/\.main\./g, 'm').replace(/\.shortcut\./g, 's');
}
