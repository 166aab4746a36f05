/** Numbers as people read them, and text made safe for HTML. */

const THIN = '\u202f'; // narrow no-break space: keeps a number and its unit together
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `28,709` */
export function integer(value: number): string {
  return whole.format(value);
}

/** `61.6 %` from a share of 0–1; a dash when it is not defined. */
export function percent(share: number | null | undefined, digits = 1): string {
  return typeof share === 'number' && Number.isFinite(share)
    ? `${(share * 100).toFixed(digits)}${THIN}%`
    : '–';
}

/** `60.0–63.2 %` */
export function interval(rate: { readonly low: number; readonly high: number }): string {
  return `${(rate.low * 100).toFixed(1)}–${percent(rate.high)}`;
}

/** `0.546`, `−0.015`; a dash when it is not defined. */
export function fixed(value: number | null | undefined, digits: number): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return '–';
  const text = value.toFixed(digits);
  return text.replace('-', Number(text) === 0 ? '' : '−');
}

/** `0.529–0.563` */
export function fixedInterval(rate: { readonly low: number; readonly high: number }, digits: number): string {
  return `${fixed(rate.low, digits)}–${fixed(rate.high, digits)}`;
}

/** `2.35 M`, `58.4 k`, `912`: three figures and a unit. */
export function compact(value: number): string {
  if (value < 1000) return integer(value);
  const units = ['k', 'M', 'G', 'T'];
  let scaled = value / 1000;
  let unit = 0;
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${threeFigures(scaled)}${THIN}${units[unit]}`;
}

/** `412 MB` (1 MB = 10⁶ bytes). */
export function bytes(value: number): string {
  return value < 1000
    ? `${integer(value)}${THIN}B`
    : `${compact(value)
        .replace('k', 'kB')
        .replace(/[MGT]$/, '$&B')}`;
}

/** `0.8 s`, `47 s`, `12 min 5 s`, `1 h 12 min` */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 10) return `${seconds.toFixed(1)}${THIN}s`;
  const total = Math.round(seconds);
  if (total < 60) return `${total}${THIN}s`;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  if (hours === 0) return `${minutes}${THIN}min ${total % 60}${THIN}s`;
  return `${hours}${THIN}h ${minutes}${THIN}min`;
}

/** `0.001`, `2.5e-6`: a learning rate without a tail of zeros. */
export function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function threeFigures(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML, in an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
