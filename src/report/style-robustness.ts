/** What the tables of damaged images and of slices need of a style sheet. */

export const ROBUSTNESS_STYLE = `
.damage { display: grid; gap: 0.1rem; min-width: 5.4rem; }
.damage .example { min-height: 3rem; margin-bottom: 0.2rem; }
.damage .face { display: block; border-radius: 3px; }
th .damage { max-width: 9rem; }
th .damage small { white-space: normal; }
.verdict { white-space: nowrap; }
`;
