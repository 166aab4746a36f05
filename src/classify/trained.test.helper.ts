/** A small network on disk with a temperature, and faces to ask it about. */
import sharp from 'sharp';
import { synthesise } from '../data/synth.js';
import { type ModelTemperature, saveModelDirectory } from '../export/index.js';
import { initialise, zooModel } from '../model/index.js';

export const temperature: ModelTemperature = {
  value: 2,
  split: 'PublicTest',
  dataFingerprint: 'abc',
  images: 100,
  lossBefore: 1,
  lossAfter: 0.9,
  thresholds: [
    { accuracy: 0.7, confidence: 0.1 },
    { accuracy: 0.8, confidence: 0.15 },
    { accuracy: 0.9, confidence: 0.99 },
  ],
};

export const model = zooModel('tiny');
export const weights = initialise(model, 1);

/** Saves the network, calibrated unless told otherwise. */
export async function saveTiny(directory: string, calibrated = true): Promise<string> {
  await saveModelDirectory(directory, { model, weights, ...(calibrated && { temperature }) });
  return directory;
}

/** [n] faces of 48×48 gray values. */
export function drawFaces(count: number): Uint8Array[] {
  const { pixels } = synthesise({ count, seed: 5 });
  return Array.from({ length: count }, (_, i) => pixels.slice(i * 2304, (i + 1) * 2304));
}

/** A face as a gray PNG. */
export function toPng(face: Uint8Array): Promise<Buffer> {
  const raw = { width: 48, height: 48, channels: 1 } as const;
  return sharp(face, { raw }).toColourspace('b-w').png().toBuffer();
}
