/** The temperature in `model.json`: what makes a network's probabilities honest, and which images chose it. */
import { z } from 'zod';

const share = z.number().min(0).max(1);

export const temperatureSchema = z.object({
  value: z.number().positive(),
  split: z.string().min(1),
  dataFingerprint: z.string(),
  images: z.number().int().min(1),
  lossBefore: z.number().min(0),
  lossAfter: z.number().min(0),
  weighed: z.object({ images: z.number().int().min(1), accuracy: share, accuracyHere: share }).optional(),
  thresholds: z.array(z.object({ accuracy: share, confidence: share })),
});

/** By what images were weighed to be as hard as others: networks asked about images they had not learned from. Plain JSON. */
export interface Weighed {
  /** How many others. */
  readonly images: number;
  /** The networks' accuracy on the others, 0–1. */
  readonly accuracy: number;
  /** Their mean accuracy on the weighed images, before these were weighed. */
  readonly accuracyHere: number;
}

/** Plain JSON. */
export interface ModelTemperature {
  /** Logits are divided by it before the softmax. */
  readonly value: number;
  /** The split whose images chose value and thresholds, as the run names it: `10 % of Training`. */
  readonly split: string;
  /** The data set that split is of (`Dataset.fingerprint`). */
  readonly dataFingerprint: string;
  /** How many those are. */
  readonly images: number;
  /** What they were weighed by; absent when they count alike. */
  readonly weighed?: Weighed;
  /** Their mean cross-entropy in nats, without the temperature and with it; weighted where they are. */
  readonly lossBefore: number;
  readonly lossAfter: number;
  /** Answers whose probability, after the temperature, is `confidence` or more were right in a share of `accuracy`; so too. */
  readonly thresholds: readonly { readonly accuracy: number; readonly confidence: number }[];
}
