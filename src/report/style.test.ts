/** All style sheets stand in every page: what one names, no other may. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STYLE } from './style.js';
import { DATA_STYLE } from './style-data.js';
import { EXPLANATION_STYLE } from './style-explanation.js';
import { GALLERY_STYLE } from './style-gallery.js';
import { LABELS_STYLE } from './style-labels.js';
import { ROBUSTNESS_STYLE } from './style-robustness.js';

/** The first class of every selector: what the rule is about. */
function subjects(style: string): Set<string> {
  const selectors = [...style.matchAll(/([^{}]+)\{[^{}]*\}/g)].flatMap(([, list]) => list.split(','));
  return new Set(selectors.flatMap((selector) => /^\s*\.([a-z][\w-]*)/.exec(selector)?.[1] ?? []));
}

test('a class is about one thing: no two style sheets begin a selector with it', () => {
  const sheets = { STYLE, DATA_STYLE, EXPLANATION_STYLE, GALLERY_STYLE, LABELS_STYLE, ROBUSTNESS_STYLE };
  const owners = new Map<string, string>();
  for (const [name, style] of Object.entries(sheets)) {
    const found = subjects(style);
    assert.ok(found.size > 0, name);
    for (const subject of found) {
      assert.equal(
        owners.get(subject),
        undefined,
        `.${subject} of ${name} is also of ${owners.get(subject)}`,
      );
      owners.set(subject, name);
    }
  }
});
