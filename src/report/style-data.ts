/** Style of the page about a data set: findings, galleries of faces, pairs, class faces. */

export const DATA_STYLE = `
.found { margin-top: 1.6rem; font-size: 1.05rem; }
.findings { list-style: none; margin: 0.8rem 0 0; padding: 0; display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.7rem 2.2rem; }
@media (min-width: 56rem) { .findings { grid-template-columns: 1fr 1fr; } }
.findings li { border-left: 3px solid var(--train); padding: 0.15rem 0 0.15rem 0.9rem; min-width: 0; }
.findings .problem { border-left-color: var(--warn); }
.findings a { font-weight: 600; text-decoration: none; overflow-wrap: anywhere; }
.findings a:hover { text-decoration: underline; }
.findings p { color: var(--muted); font-size: 0.92rem; margin-top: 0.15rem; }
.clear { margin-top: 1.4rem; color: var(--muted); font-size: 0.92rem; }
.clear h3 { font-size: 0.92rem; font-weight: 500; }
.clear ul { margin: 0.3rem 0 0; padding: 0 0 0 1.1rem; }
.measure { display: grid; gap: 0.8rem; }
.pictures, .means { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.9rem 0.7rem; grid-template-columns: repeat(auto-fill, minmax(4.7rem, 1fr)); }
@media (min-width: 46rem) { .pictures, .means { grid-template-columns: repeat(auto-fill, minmax(5.6rem, 1fr)); } }
.pictures.pairs { grid-template-columns: repeat(auto-fill, minmax(9.4rem, 1fr)); gap: 1.2rem 1rem; }
.pictures li, .means li { display: flex; flex-direction: column; font-size: 0.86rem; line-height: 1.35; min-width: 0; }
.pictures li > span:not(.slot, .two) { margin-top: 0.25rem; overflow-wrap: anywhere; }
.pictures small { white-space: normal; display: block; }
.pictures .two { display: flex; gap: 3px; }
.pictures b { font-weight: 600; color: var(--warn); }
.means img { display: block; width: 100%; max-width: 7rem; aspect-ratio: 1; border-radius: 3px; margin-bottom: 3px; background: var(--raised); }
`;
