/** Style of heat maps over faces. */

export const EXPLANATION_STYLE = `
.heatbar { display: flex; flex-wrap: wrap; align-items: end; gap: 0.4rem 1.6rem; font-size: 0.9rem; color: var(--muted); }
.heatbar .plot { min-height: 0; width: 18rem; max-width: 100%; }
.heatbar label { display: flex; align-items: center; gap: 0.5rem; }
.heatbar input { accent-color: var(--accent); width: 9rem; }
kbd { font: inherit; border: 1px solid var(--line); border-radius: 3px; padding: 0 0.3rem; }
.heated { position: relative; display: block; background: var(--raised); border-radius: 3px; overflow: hidden; }
.heated canvas { display: block; }
.heated .heat { position: absolute; inset: 0; opacity: var(--heat, 0.8); background: none; }
.heated.wrong { outline: 2px solid var(--warn); outline-offset: 1px; }
.heatcards { display: flex; flex-wrap: wrap; gap: 1.2rem; }
.heatcard { width: 104px; }
.heatcard figcaption { margin: 0.35rem 0 0; font-size: 0.82rem; line-height: 1.35; }
.heatcard figcaption strong { display: block; font-size: 0.94rem; }
.heatrow + .heatrow { margin-top: 1.2rem; }
.heatrow > div { display: flex; flex-wrap: wrap; gap: 0.7rem 0.6rem; margin-top: 0.4rem; }
.heatface { width: 64px; }
.heatface figcaption { margin: 0.25rem 0 0; font-size: 0.75rem; line-height: 1.25; overflow-wrap: anywhere; }
@media print { .heatbar label, .heatbar small { display: none; } }
`;
