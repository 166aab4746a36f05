/**
 * Which images of a split are worth explaining: as many of each class. Within a group they are taken at equal distances in
 * the split's order, so that no chance is in it.
 */

/**
 * Up to `count` images, the same number of each class as far as there are so many, half of them answered wrongly as far as
 * there are so many.
 * @param labels [n] true class of each image
 * @param answers [n] what the network said
 * @returns places in the split, in rising order
 * @example
 * chooseImages(labels, argmax(logits, 7), 7, 100);
 */
export function chooseImages(
  labels: Uint8Array,
  answers: Uint8Array,
  classes: number,
  count: number,
): Uint32Array {
  const groups = Array.from({ length: classes }, (_, code) => {
    const own = [...labels.keys()].filter((i) => labels[i] === code);
    const right = own.filter((i) => answers[i] === code);
    return { right, wrong: own.filter((i) => answers[i] !== code) };
  });
  const wantedOf = shares(
    groups.map(({ right, wrong }) => right.length + wrong.length),
    count,
  );
  const chosen = groups.flatMap(({ right, wrong }, code) => {
    const wanted = wantedOf[code];
    const [fewer, more] = right.length < wrong.length ? [right, wrong] : [wrong, right];
    const ofFewer = Math.min(fewer.length, Math.floor(wanted / 2));
    return [...spread(fewer, ofFewer), ...spread(more, wanted - ofFewer)];
  });
  return Uint32Array.from(chosen).sort();
}

/**
 * Up to `count` images that the network recognised, for the means of the classes.
 * @returns places in the split, in rising order
 */
export function chooseRight(
  labels: Uint8Array,
  answers: Uint8Array,
  classes: number,
  count: number,
): Uint32Array {
  const groups = Array.from({ length: classes }, (_, code) =>
    [...labels.keys()].filter((i) => labels[i] === code && answers[i] === code),
  );
  const wanted = shares(
    groups.map((group) => group.length),
    count,
  );
  return Uint32Array.from(groups.flatMap((group, code) => spread(group, wanted[code]))).sort();
}

/** Shares out `count` as evenly as the sizes allow: what a small group cannot take goes to the others. */
function shares(sizes: readonly number[], count: number): number[] {
  const given = sizes.map(() => 0);
  let left = Math.min(
    count,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  while (left > 0) {
    for (let i = 0; i < sizes.length && left > 0; i++) {
      if (given[i] === sizes[i]) continue;
      given[i]++;
      left--;
    }
  }
  return given;
}

/** So many of the items, at equal distances. */
function spread(items: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / count)]);
}
