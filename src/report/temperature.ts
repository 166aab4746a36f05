/** What a person is told about a model's temperature. */
import type { Dataset } from '../data/types.js';
import type { ModelTemperature, Weighed } from '../export/index.js';
import { formatCounted, formatPercent } from '../util/format.js';

/** `The temperature of 1.37 was fitted on 3,589 images of PublicTest.` */
export function fittedText({ value, images, split, weighed }: ModelTemperature): string {
  return `The temperature of ${value.toFixed(2)} was fitted on ${imagesOf(images, split)}${weighedText(weighed)}.`;
}

/** What the images of a temperature were weighed by, to stand after them; nothing when they count alike. */
export function weighedText(weighed: Weighed | undefined): string {
  if (!weighed) return '';
  const [here, there] = [weighed.accuracyHere, weighed.accuracy].map((share) => formatPercent(share, 1));
  return `, weighed to be as hard as ${formatCounted(weighed.images, 'other')} (networks that had not learned from them: ${here} right here, ${there} there)`;
}

/** What is said beside figures at a temperature that was fitted on the very images it is judged on. */
export const FITTED_HERE =
  'The temperature was fitted on these very images: what stands here after it is a little too good.';

/** Why nothing was fitted. */
export const NOT_FITTED = {
  noValidation: 'No temperature was fitted: the run kept no validation images to choose it.',
  stored: 'The model holds no temperature; evaluate --calibrate SPLIT fits one.',
} as const;

/** `No temperature was fitted: 14 images of PublicTest do not tell one.` As when all of them are answered rightly. */
export function untoldText(images: number, split: string): string {
  return `No temperature was fitted: ${imagesOf(images, split)} do not tell one.`;
}

/**
 * Whether the images that a temperature is judged on are those that it was fitted on, or hold them.
 * @param split measured; `all` holds every split, and `Training` the `10 % of Training`
 */
export function isFittedOn(
  temperature: ModelTemperature | undefined,
  { fingerprint }: Pick<Dataset, 'fingerprint'>,
  split: string,
): boolean {
  if (temperature?.dataFingerprint !== fingerprint) return false;
  return temperature.split === split || split === 'all' || temperature.split.endsWith(` of ${split}`);
}

function imagesOf(images: number, split: string): string {
  return `${formatCounted(images, 'image')} of ${split}`;
}
