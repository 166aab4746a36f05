/** Making elements without a line for each attribute. */

/**
 * @param attributes `class`, `type`, `aria-label`, …; one that is undefined is left out
 * @param children elements, or text, which is never read as HTML
 * @example
 * element('button', { type: 'button', 'aria-label': 'next page' }, '›');
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}
