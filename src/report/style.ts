/** The report's style sheet: light and dark, from a telephone to a wide screen. */

export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fcfcfb; --raised: #f3f4f3; --ink: #191c1e; --muted: #5c6469; --line: #dcdfdf;
  --accent: #0b6469; --train: #8b9195; --warn: #8a4b00; --warn-soft: #f8ecda; --good-soft: #dcefed;
  --tone-1: #0b6469; --tone-2: #5fa3a4; --tone-3: #b0d0cf; --tone-4: #d9a35c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #141618; --raised: #1d2022; --ink: #e8eaea; --muted: #9ba4a8; --line: #303538;
    --accent: #63c6bf; --train: #858d92; --warn: #f0b765; --warn-soft: #3a2c15; --good-soft: #12383a;
    --tone-1: #63c6bf; --tone-2: #3b8a87; --tone-3: #285654; --tone-4: #c08a45;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { scroll-padding-top: 4rem; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
header, main, footer { max-width: 74rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); }
h1, h2, h3, h4, p, figure, dl, dd, ol { margin: 0; padding: 0; }
h1 { font-size: clamp(1.9rem, 5vw, 2.9rem); line-height: 1.1; letter-spacing: -0.025em; overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; line-height: 1.2; letter-spacing: -0.012em; }
h3 { font-size: 1.1rem; line-height: 1.3; }
h4 { font-size: 0.95rem; }
small { font-size: 0.82em; color: var(--muted); white-space: nowrap; }
code, pre { font: 0.86em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
dd code { overflow-wrap: anywhere; }
a { color: inherit; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 0.5rem; z-index: 3; background: var(--paper); padding: 0.4rem 0.8rem; }

nav { position: sticky; top: 0; z-index: 2; background: var(--paper); border-bottom: 1px solid var(--line); }
nav, nav div { display: flex; align-items: center; }
nav { justify-content: space-between; gap: 1rem; padding: 0 max(clamp(1rem, 4vw, 2.5rem), calc((100vw - 74rem) / 2 + 2.5rem)); }
nav a { padding: 0.7rem 0; text-decoration: none; font-size: 0.9rem; color: var(--muted); border-bottom: 2px solid transparent; }
nav div { gap: clamp(0.8rem, 2.6vw, 1.6rem); min-width: 0; overflow-x: auto; scrollbar-width: none; }
nav a:hover, nav a[aria-current] { color: var(--ink); }
nav a[aria-current] { border-bottom-color: var(--accent); }
nav .name { font-weight: 600; color: var(--ink); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
@media (max-width: 30rem) { nav .name { display: none; } nav div { width: 100%; justify-content: space-between; gap: 0.4rem; } nav a { font-size: 0.84rem; } }

header { padding-top: clamp(2rem, 6vw, 4rem); padding-bottom: 2rem; }
.maker { color: var(--muted); font-size: 0.88rem; margin-bottom: 0.5rem; }
.what { max-width: 54rem; text-wrap: balance; margin-top: 0.6rem; font-size: 1.08rem; color: var(--muted); overflow-wrap: anywhere; }
.headline { margin-top: clamp(1.5rem, 4vw, 2.5rem); }
.figure { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 0.2rem 1.1rem; }
.big { font-size: clamp(3.4rem, 12vw, 6rem); line-height: 0.95; font-weight: 600; letter-spacing: -0.045em; color: var(--accent); }
.of { line-height: 1.35; padding-bottom: 0.3rem; }
.ruler { position: relative; height: 3.6rem; margin: 1.1rem 0 0.4rem; }
.ruler::before { content: ""; position: absolute; left: 0; right: 0; top: 0.9rem; border-top: 1px solid var(--muted); }
.ruler > span { position: absolute; }
.band { top: 0.55rem; height: 0.75rem; background: var(--accent); opacity: 0.32; border-radius: 2px; min-width: 3px; }
.mark { top: 0.2rem; height: 1.45rem; border-left: 2px solid var(--accent); margin-left: -1px; }
.base { top: 0.55rem; height: 0.75rem; border-left: 1px solid var(--ink); }
.base > span { position: absolute; top: 0.95rem; left: -0.1rem; font-size: 0.82rem; color: var(--muted); white-space: nowrap; }
.base > .leftward { left: auto; right: 0; }
.end { top: 1.5rem; font-size: 0.82rem; color: var(--muted); }
.zero { left: 0; } .full { right: 0; }
.role { max-width: 46rem; }
.tag { display: inline-block; padding: 0.05rem 0.5rem; border-radius: 3px; font-size: 0.82rem; font-weight: 500; letter-spacing: 0; background: var(--good-soft); color: var(--accent); vertical-align: 0.08em; }
.tag.validation, .tag.mixed, .tag.training, .tag.unknown { background: var(--warn-soft); color: var(--warn); }
.unmeasured, .empty { margin-top: 1rem; padding: 1rem 1.2rem; background: var(--raised); border-radius: 4px; color: var(--muted); }
.empty { margin-top: 0; }
.strip { display: flex; flex-wrap: wrap; gap: 0.8rem 2.4rem; margin-top: 2rem; padding-top: 1.1rem; border-top: 1px solid var(--line); }
.strip dt { font-size: 0.82rem; color: var(--muted); }
.strip dd { font-size: 1.08rem; font-weight: 500; }
.noscript { max-width: 74rem; margin: 0 auto; padding: 0.8rem clamp(1rem, 4vw, 2.5rem); background: var(--warn-soft); color: var(--warn); }

section { display: grid; gap: 1.4rem 3rem; padding: clamp(2rem, 5vw, 3.4rem) 0; border-top: 1px solid var(--line); }
section > * { min-width: 0; }
.lead p { margin-top: 0.7rem; color: var(--muted); font-size: 0.94rem; max-width: 40rem; }
@media (min-width: 62rem) {
  section { grid-template-columns: 13rem minmax(0, 1fr); }
  .lead { position: sticky; top: 5rem; align-self: start; }
}
.body { display: grid; gap: 1.8rem; }
.body > *, article > * { min-width: 0; }
article { display: grid; gap: 1.3rem; }
article + article { padding-top: 2.4rem; border-top: 1px solid var(--line); }
.note { color: var(--muted); font-size: 0.92rem; max-width: 44rem; }
figcaption { font-size: 0.94rem; margin-bottom: 0.5rem; color: var(--muted); }
figcaption strong { color: var(--ink); font-weight: 600; }
.pair { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.8rem; }
@media (min-width: 46rem) { .pair { grid-template-columns: 1fr 1fr; } }
.trio { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 1.8rem; }
.pair > *, .trio > * { min-width: 0; }

.plot { min-height: 6rem; }
.plot figure { max-width: none; }
.plot svg { display: block; max-width: 100%; --plot-background: var(--paper); color: var(--ink); background: none; }
.plot [class*="-swatches"] { color: var(--ink); font-family: inherit; font-size: 0.84rem; margin-bottom: 0.2rem; }
.plot [aria-label="tip"] { --plot-background: var(--raised); font-size: 12px; }
.ramp { display: inline-block; margin-left: 0.6rem; font-size: 0.86rem; }
.ramp i { display: inline-block; width: 5rem; height: 0.7rem; margin: 0 0.4rem; border-radius: 2px; vertical-align: -0.06em; background: linear-gradient(to right, transparent, var(--accent)); box-shadow: 0 0 0 1px var(--line); }
.confusion { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.6rem 2.6rem; align-items: start; }
@media (min-width: 56rem) { .confusion { grid-template-columns: minmax(0, 1fr) 15rem; } }
.mistakes ol { list-style: none; margin-top: 0.4rem; }
.mistakes li { padding: 0.5rem 0; border-top: 1px solid var(--line); font-size: 0.94rem; }
.mistakes li span { display: block; }
.mistakes b { font-weight: 600; }

.scroll {
  overflow-x: auto; max-width: 100%;
  /* A shade at an edge with more behind it: the covers scroll along, the shades stay. */
  background:
    linear-gradient(to right, var(--paper) 40%, transparent) left / 2.5rem 100% no-repeat local,
    linear-gradient(to left, var(--paper) 40%, transparent) right / 2.5rem 100% no-repeat local,
    linear-gradient(to right, var(--line), transparent) left / 0.9rem 100% no-repeat scroll,
    linear-gradient(to left, var(--line), transparent) right / 0.9rem 100% no-repeat scroll;
}
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; }
th, td { padding: 0.42rem 0.9rem 0.42rem 0; text-align: left; font-weight: 400; border-bottom: 1px solid var(--line); vertical-align: baseline; }
tr > :last-child { padding-right: 0.2rem; }
thead th { color: var(--muted); font-size: 0.84rem; vertical-align: bottom; }
tfoot th, tfoot td { border-bottom: 0; font-weight: 600; }
.number { text-align: right; white-space: nowrap; }
thead .number { white-space: normal; }
tbody th.text { white-space: pre; font-weight: 500; }
.rate { display: grid; grid-template-columns: 5.6rem 3.6rem auto; gap: 0.6rem; justify-content: start; align-items: center; white-space: nowrap; }
.rate > span:nth-child(2) { text-align: right; }
@media (max-width: 46rem) { .rate { grid-template-columns: 2.6rem 3.4rem auto; gap: 0.4rem; } }
.meter { position: relative; height: 0.55rem; background: var(--raised); border-radius: 2px; box-shadow: inset 0 0 0 1px var(--line); }
.meter i { position: absolute; inset: 0 auto 0 0; background: var(--accent); opacity: 0.5; border-radius: 2px; }
.meter u { position: absolute; top: 50%; height: 2px; margin-top: -1px; background: var(--ink); }

.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.4rem), 1fr)); gap: 0.9rem 1.6rem; }
.facts dt { font-size: 0.82rem; color: var(--muted); }
.facts div:has(code) { grid-column: 1 / -1; }
.facts dd { overflow-wrap: anywhere; }
.choice { display: flex; flex-wrap: wrap; align-items: center; gap: 0.3rem 1.1rem; margin: 0; padding: 0; border: 0; font-size: 0.92rem; }
.choice[hidden] { display: none; }
.choice legend { float: left; padding: 0; color: var(--muted); }
.choice label { cursor: pointer; }
.choice input { accent-color: var(--accent); }
details > summary { cursor: pointer; color: var(--accent); font-size: 0.92rem; padding: 0.15rem 0; width: fit-content; }
details[open] > summary { margin-bottom: 0.6rem; }
pre { margin: 0; padding: 0.9rem 1.1rem; background: var(--raised); border-radius: 4px; overflow-x: auto; }
.command { white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }
.body > h3 { margin-bottom: -1rem; margin-top: 0.6rem; }
.body > h3:first-child { margin-top: 0; }

.faces { display: grid; gap: 0.45rem; }
.facerow { display: grid; grid-template-columns: 5rem minmax(0, 1fr); gap: 0.5rem; align-items: center; font-size: 0.9rem; }
.facerow > div { display: flex; flex-wrap: wrap; gap: 4px; }
.faces img { display: block; max-width: 100%; min-height: 2rem; border-radius: 3px; }
.faces .original { margin-right: 0.6rem; outline: 2px solid var(--accent); outline-offset: 1px; }
.network svg { display: block; height: auto; max-width: none; }
@media (min-width: 46rem) { .network svg { max-width: 100%; } }
footer { padding-top: 1.4rem; padding-bottom: 3rem; color: var(--muted); font-size: 0.86rem; }

@media print {
  nav, .skip, summary { display: none; }
  section { break-inside: avoid-page; grid-template-columns: none; }
  .lead { position: static; }
}
`;
