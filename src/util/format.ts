/**
 * Numbers as people read them, in one place so that the terminal, the report and the web say them alike. English
 * grouping and decimal point everywhere, whatever the machine's locale: output can be compared and searched.
 */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** What stands where there is no number. */
const NO_VALUE = '–';

/** A whole number in groups of three: `2,345,607`. */
export function formatCount(n: number): string {
  return Number.isFinite(n) ? grouped.format(n) : NO_VALUE;
}

/** A count with its noun: `1 row`, `2,303 pixels`; irregular plurals are given. */
export function formatCounted(n: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(n)} ${n === 1 ? noun : plural}`;
}

/** Rounded to significant digits, without an exponent down to a millionth: `0.00125`, `1,234`, `12.3`. */
export function formatNumber(x: number, digits = 3): string {
  if (!Number.isFinite(x)) return NO_VALUE;
  if (x !== 0 && Math.abs(x) < 1e-6) return x.toExponential(digits - 1);
  return x.toLocaleString('en-US', { maximumSignificantDigits: digits });
}

/** Three significant digits with a thousands prefix: `950`, `58.4 k`, `77.3 M`, `2.35 G`. */
export function formatCompact(n: number): string {
  return withPrefix(n, ['', 'k', 'M', 'G', 'T']).trimEnd();
}

/** Decimal units (1 kB = 1000 bytes): `512 B`, `9.38 MB`. */
export function formatBytes(bytes: number): string {
  return withPrefix(bytes, ['B', 'kB', 'MB', 'GB', 'TB']);
}

/**
 * A share as a percentage with a fixed number of decimals: `61.59 %`.
 * @param share 0–1
 */
export function formatPercent(share: number, decimals = 2): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(decimals)} %` : NO_VALUE;
}

/** `+1.25` from a difference of shares (−1 to 1): percentage points with their sign; none on what rounds to 0. */
export function formatPoints(difference: number, decimals = 2): string {
  const text = (100 * Math.abs(difference)).toFixed(decimals);
  if (Number(text) === 0) return text;
  return `${difference < 0 ? '−' : '+'}${text}`;
}

/** `0.034`, `< 0.0001`: a p-value with as many digits as mean something. */
export function formatPValue(p: number): string {
  if (p < 0.0001) return '< 0.0001';
  return p >= 0.1 ? p.toFixed(2) : String(Number(p.toPrecision(2)));
}

/** A time span with two units at most: `12 ms`, `3.4 s`, `2 min 05 s`, `1 h 02 min`, `3 d 04 h`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return NO_VALUE;
  if (seconds < 0.9995) return `${formatNumber(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return twoUnits(whole, 60, 'min', 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return twoUnits(minutes, 60, 'h', 'min');
  return twoUnits(Math.round(seconds / 3600), 24, 'd', 'h');
}

function twoUnits(small: number, factor: number, bigUnit: string, smallUnit: string): string {
  return `${Math.floor(small / factor)} ${bigUnit} ${String(small % factor).padStart(2, '0')} ${smallUnit}`;
}

function withPrefix(value: number, units: readonly string[]): string {
  if (!Number.isFinite(value)) return NO_VALUE;
  let scaled = value;
  let unit = 0;
  // 999.5 would round to 1,000: take the next unit.
  while (Math.abs(scaled) >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${formatNumber(scaled)} ${units[unit]}`;
}
