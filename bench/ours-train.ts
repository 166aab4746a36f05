/**
 * Our own contender of training: whole steps with augmentation, from bytes to updated weights.
 * Arguments: model.json, batch size, threads, and optionally a file of 48×48 byte images to train on (else one batch of
 * random ones).
 */
import { readFileSync } from 'node:fs';
import { createTrainer } from './ours.js';
import { serve } from './serve.js';

const [path, batch, threads, images] = process.argv.slice(2);
const model = JSON.parse(readFileSync(path, 'utf8'));
const pixels = images === undefined ? undefined : readFileSync(images);
const trainer = await createTrainer(model, { batchSize: Number(batch), threads: Number(threads), pixels });
await serve(model, trainer.step);
await trainer.close();
