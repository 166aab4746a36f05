/**
 * The few parts of a browser's document that Observable Plot builds a chart with, and its text as an SVG file. Nothing
 * is laid out or measured: that is the viewer's.
 */

const SVG = 'http://www.w3.org/2000/svg';
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => ESCAPES[letter]);

class TextNode {
  parentNode: SvgElement | null = null;
  constructor(readonly data: string) {}
  toString(): string {
    return escaped(this.data);
  }
}

/** An element: attributes, styles, children. */
export class SvgElement {
  parentNode: SvgElement | null = null;
  readonly childNodes: (SvgElement | TextNode)[] = [];
  readonly #attributes = new Map<string, string>();
  readonly #styles = new Map<string, string>();
  readonly style = {
    setProperty: (name: string, value: string) => void this.#styles.set(name, String(value)),
    removeProperty: (name: string) => void this.#styles.delete(name),
  };

  constructor(
    readonly ownerDocument: SvgDocument,
    readonly namespaceURI: string,
    readonly tagName: string,
  ) {}

  get firstChild(): SvgElement | TextNode | null {
    return this.childNodes[0] ?? null;
  }

  setAttribute(name: string, value: unknown): void {
    this.#attributes.set(name, String(value));
  }
  /** Namespaced names (`xlink:href`) are written as they are. */
  setAttributeNS(_namespace: string, name: string, value: unknown): void {
    this.setAttribute(name, value);
  }
  getAttribute(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }
  hasAttribute(name: string): boolean {
    return this.#attributes.has(name);
  }
  removeAttribute(name: string): void {
    this.#attributes.delete(name);
  }

  appendChild<T extends SvgElement | TextNode>(child: T): T {
    return this.insertBefore(child, null);
  }
  append(...children: (SvgElement | TextNode | string)[]): void {
    for (const child of children) this.appendChild(typeof child === 'string' ? new TextNode(child) : child);
  }
  insertBefore<T extends SvgElement | TextNode>(child: T, next: SvgElement | TextNode | null): T {
    child.parentNode?.removeChild(child);
    const at = next === null ? -1 : this.childNodes.indexOf(next);
    this.childNodes.splice(at < 0 ? this.childNodes.length : at, 0, child);
    child.parentNode = this;
    return child;
  }
  removeChild(child: SvgElement | TextNode): void {
    this.childNodes.splice(this.childNodes.indexOf(child), 1);
    child.parentNode = null;
  }

  set textContent(text: string) {
    this.childNodes.length = 0;
    if (text !== '') this.append(text);
  }

  toString(): string {
    const style = [...this.#styles].map(([name, value]) => `${name}: ${value}`).join('; ');
    const attributes = [...this.#attributes, ...(style === '' ? [] : [['style', style]])];
    const text = attributes.map(([name, value]) => ` ${name}="${escaped(value)}"`).join('');
    // A style sheet's `>` must stay one; it holds no markup.
    const inside = this.childNodes
      .map((child) => (this.tagName === 'style' && child instanceof TextNode ? child.data : String(child)))
      .join('');
    return inside === ''
      ? `<${this.tagName}${text}/>`
      : `<${this.tagName}${text}>${inside}</${this.tagName}>`;
  }
}

/** Makes elements; what Plot takes as its `document`. */
export class SvgDocument {
  readonly documentElement = new SvgElement(this, SVG, 'svg');
  createElementNS(namespace: string, name: string): SvgElement {
    return new SvgElement(this, namespace, name);
  }
  createElement(name: string): SvgElement {
    return new SvgElement(this, SVG, name);
  }
  createTextNode(data: string): TextNode {
    return new TextNode(data);
  }
}
