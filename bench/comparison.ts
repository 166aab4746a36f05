/** Ours beside the peers: rates of interleaved rounds, ratios, and both as text for 80 columns. */
import type { Contender, Missing, Timing } from './contender.js';
import { ratios, type Spread, spread, spreadText } from './statistics.js';

/** One contender's figures. */
export interface Row {
  readonly name: string;
  readonly version: string;
  readonly imagesPerSecond: Spread;
  /** By round. */
  readonly rounds: readonly number[];
}

export interface Comparison {
  readonly rows: readonly Row[];
  /** Each of ours against each other contender: how many times its images a second, round by round. */
  readonly ratios: readonly { readonly ours: string; readonly peer: string; readonly ratio: Spread }[];
  /** Each of ours against the peer with the largest median. */
  readonly againstFastest: readonly {
    readonly ours: string;
    readonly peer: string;
    readonly ratio: Spread;
  }[];
  readonly missing: readonly Missing[];
}

export const isOurs = (name: string): boolean => name.startsWith('ours');

/** @param images in one step */
export function compare(
  contenders: readonly Pick<Contender, 'name' | 'version'>[],
  timings: ReadonlyMap<string, readonly Timing[]>,
  images: number,
  missing: readonly Missing[],
): Comparison {
  const rows = contenders.map(({ name, version }) => {
    const rounds = timings.get(name)!.map(({ seconds, each }) => (images * each.length) / seconds);
    return { name, version, imagesPerSecond: spread(rounds), rounds };
  });
  const peers = rows.filter(({ name }) => !isOurs(name));
  const ratio = (own: Row, peer: Row) => ({
    ours: own.name,
    peer: peer.name,
    ratio: ratios(own.rounds, peer.rounds),
  });
  const own = rows.filter(({ name }) => isOurs(name));
  const fastest = peers.toSorted((a, b) => b.imagesPerSecond.median - a.imagesPerSecond.median).slice(0, 1);
  return {
    rows,
    ratios: own.flatMap((one) => peers.map((peer) => ratio(one, peer))),
    againstFastest: own.flatMap((one) => fastest.map((peer) => ratio(one, peer))),
    missing,
  };
}

/** One line a contender, one a missing one, then ours against the fastest peer, then what ran. */
export function comparisonText({ rows, ratios, againstFastest, missing }: Comparison): string {
  const width = Math.max(...[...rows, ...missing].map(({ name }) => name.length)) + 1;
  const lines = rows.map(({ name, imagesPerSecond }) => {
    const against = ratios
      .filter(({ peer }) => peer === name)
      .map(({ ratio }) => `${ratio.median.toFixed(2)}×`);
    const note = against.length === 0 ? '' : `  ours ${against.join(' ')}`;
    return `${name.padEnd(width)}${spreadText(imagesPerSecond, 0).padStart(17)} images/s${note}`;
  });
  const absent = missing.map(({ name, why }) => `${name.padEnd(width)}missing: ${why}`);
  const summary = againstFastest.map(
    ({ ours, peer, ratio }) => `${ours}: ${spreadText(ratio, 2)} × the fastest peer (${peer})`,
  );
  const versions = [...new Set(rows.map(({ version }) => version))].map((version) => `  ${version}`);
  return [...lines, ...absent, ...summary, 'versions:', ...versions].join('\n');
}
