/** Styles of the page of `vultus labels` alone. */

export const LABELS_STYLE = `
.suggestions { list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15.5rem), 1fr)); gap: 1.1rem 1.4rem; }
.suggestions li { display: grid; grid-template-columns: 72px minmax(0, 1fr); gap: 0.8rem; align-items: start; font-size: 0.92rem; line-height: 1.35; }
.suggestions .rank, .suggestions .votes { display: block; color: var(--muted); font-size: 0.82rem; overflow-wrap: anywhere; }
.suggestions .change { display: block; }
.suggestions .change b { font-weight: 600; }
`;
