/** What makes the file self-contained and harmless: data, scripts and pictures put into a page without a way out. */
import { DataError, ModelError } from '../util/errors.js';
import { type Markup, raw } from './markup.js';

/**
 * JSON for a `<script type="application/json">`. Every `<` is written as an escape, so neither `</script` nor
 * `<!--` can end or change the element; JSON.parse gives the same value back. Infinities and NaN become null.
 */
export function embedJson(id: string, value: unknown): Markup {
  return raw(
    `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`,
  );
}

/** A script's source inside a page. @throws ModelError when the source itself would end the element. */
export function embedScript(source: string): Markup {
  if (/<\/script|<!--/i.test(source)) {
    throw new ModelError(
      'A script with "</script" or "<!--" cannot be put into a page: write them in two parts.',
    );
  }
  return raw(`<script>\n${source}\n</script>`);
}

/** A picture's address. @throws DataError unless it carries the picture itself. */
export function dataUri(address: string): string {
  if (/^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/]+=*$/.test(address)) return address;
  throw new DataError(
    `A report holds its pictures itself, but got "${address.slice(0, 40)}": give data:image/png;base64,….`,
  );
}

/** What a drawing has no need of: scripts, foreign HTML, links, moving parts, comments and declarations. */
const FORBIDDEN_TAG =
  /^<\s*(\/?\s*(script|foreignobject|iframe|object|embed|image|a|use|animate\w*|set)\b|[!?])/i;
/** Event handlers and anything that points out of the drawing. */
const FORBIDDEN_ATTRIBUTE = /\s(on\w+|(xlink:)?href|src)\s*=|url\(\s*["']?(?!["']?#)/i;

/**
 * An SVG drawing for use inside a page.
 * @throws ModelError when it holds anything but shapes, text and styles: scripts, handlers, links, foreign HTML
 */
export function embedSvg(svg: string): Markup {
  const source = svg.replace(/^\s*<\?xml[^>]*\?>/, '').trim();
  const tags = source.match(/<(?:"[^"]*"|'[^']*'|[^'">])*>?/g) ?? [];
  const bad = tags.find((tag) => FORBIDDEN_TAG.test(tag) || FORBIDDEN_ATTRIBUTE.test(tag));
  const whole = /^<svg[\s>]/.test(source) && source.endsWith('</svg>');
  if (bad === undefined && whole && !/@import/i.test(source)) return raw(source);
  const why = bad === undefined ? 'is not one <svg> element' : `holds ${bad.slice(0, 40)}`;
  throw new ModelError(`The network's picture ${why}: give a drawing of shapes and text only.`);
}
