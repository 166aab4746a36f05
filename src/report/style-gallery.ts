/** The look of faces: places for one, and galleries, a grid of many with the details of one and buttons that turn its pages. */

export const GALLERY_STYLE = `
button { font: inherit; color: inherit; }
.plain { background: none; border: 0; padding: 0.15rem 0; color: var(--accent); font-size: 0.92rem; cursor: pointer; text-decoration: underline; text-underline-offset: 0.2em; }
.gallery { display: grid; gap: 0.7rem; }
.gallery-pager { display: flex; align-items: center; gap: 0.6rem; font-size: 0.9rem; color: var(--muted); }
.gallery-pager button { width: 2.2rem; height: 2.2rem; line-height: 1; font-size: 1.15rem; background: var(--raised); border: 1px solid var(--line); border-radius: 4px; cursor: pointer; color: var(--ink); }
.gallery-pager button[aria-disabled="true"] { opacity: 0.4; cursor: default; }
.gallery-body { display: grid; gap: 1rem 1.6rem; align-items: start; grid-template-columns: minmax(0, 1fr); }
.gallery-grid { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 6px; }
.gallery-grid button { display: grid; justify-items: center; gap: 2px; padding: 3px; background: none; border: 0; border-radius: 4px; cursor: pointer; font-size: 0.72rem; line-height: 1.25; color: var(--muted); }
.gallery-grid button:hover { background: var(--raised); }
.gallery-grid button[aria-current="true"] { box-shadow: 0 0 0 2px var(--accent); color: var(--ink); }
.gallery-grid span { overflow-wrap: anywhere; }
.slot { display: block; background: var(--raised); border-radius: 3px; overflow: hidden; flex: none; box-shadow: 0 0 0 1px var(--line); }
canvas.face { display: block; border-radius: 3px; background: var(--raised); }
.gallery-details { position: sticky; bottom: 0; background: var(--paper); border-top: 1px solid var(--line); padding: 0.8rem 0; }
@media (min-width: 56rem) {
  .gallery-body.detailed { grid-template-columns: minmax(0, 1fr) 15rem; }
  .gallery-details { bottom: auto; top: 4rem; border-top: 0; padding: 0; }
}

.error-faces { display: grid; gap: 0.8rem; min-height: 16rem; scroll-margin: 4.5rem; align-content: start; }
.panel-head { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; align-items: baseline; }
.panel-head h4:focus { outline: none; }
.opener { background: none; border: 0; padding: 0; text-align: left; cursor: pointer; text-decoration: underline; text-decoration-color: var(--line); text-underline-offset: 0.2em; }
.opener:hover, .plain:hover { text-decoration-color: currentColor; }
.cell { cursor: pointer; }
.cell:hover { stroke: var(--ink); }
.cell:focus-visible { outline: none; stroke: var(--ink); stroke-width: 2.5px; }
.answer { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.5rem 0.9rem; align-items: start; font-size: 0.92rem; }
.answer .plot { min-height: 0; }
.answer-text p + p { margin-top: 0.2rem; }
@media (min-width: 56rem) { .answer .plot { grid-column: 1 / -1; } }
@media (max-width: 55.99rem) {
  .answer .face { grid-row: 1 / 3; }
}
`;
