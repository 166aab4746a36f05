/** What the tables of damaged images and of slices need of a style sheet. */

export const ROBUSTNESS_STYLE = `
.damage { display: grid; gap: 0.1rem; min-width: 5.4rem; }
.damage .slot { margin-bottom: 0.2rem; }
th .damage { max-width: 9rem; }
th .damage small { white-space: normal; }
.verdict { white-space: nowrap; }
`;
