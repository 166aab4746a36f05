/**
 * HTML as a tagged template: what is put in is escaped unless it is markup itself, so a forgotten escape cannot
 * happen. `html` gives `Markup`, never a plain string.
 */
import { escapeHtml } from './format.js';

/** A piece of HTML that is safe to put into another. */
export class Markup {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

export type Content = Markup | string | number | null | undefined | false | readonly Content[];

/**
 * @example
 * html`<p>${'a < b'}</p>`.text; // '<p>a &lt; b</p>'
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(parts.reduce((text, part, i) => text + render(values[i - 1]) + part));
}

/** Markup that is already safe: built elsewhere from checked parts. */
export function raw(text: string): Markup {
  return new Markup(text);
}

function render(content: Content): string {
  if (content === null || content === undefined || content === false) return '';
  if (content instanceof Markup) return content.text;
  if (Array.isArray(content)) return content.map(render).join('');
  return escapeHtml(String(content));
}
