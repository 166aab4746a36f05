/** The machine, as reports name it. */
import { cpus } from 'node:os';
import type { ReportEnvironment } from '../report/types.js';

export function environmentOf(threads: number): ReportEnvironment {
  return {
    node: process.versions.node,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    threads,
    platform: `${process.platform} ${process.arch}`,
  };
}
