/** The expression models of other JavaScript libraries: each a process that classifies a file of faces and tells how long that took. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { lastLine, type Missing } from './contender.js';

/** Of a built checkout. */
const SCRIPT = fileURLToPath(new URL('../../bench/peers/js/expression-models.mjs', import.meta.url));

export const EXPRESSION_PEERS = ['human', 'face-api'];

/** What a contender makes of faces, one call for each. */
export interface Classified {
  readonly name: string;
  readonly version: string;
  readonly parameters: number;
  /** [faces, classes]: the largest of a face is the answer. */
  readonly scores: Float32Array;
  /** Milliseconds of each call. */
  readonly times: readonly number[];
}

/**
 * Runs a peer over faces.
 * @param pixels [faces, 48, 48] gray
 * @param classes the order in which its probabilities are to come
 * @returns why it is missing instead when it does not run
 */
export async function askPeer(
  name: string,
  pixels: Uint8Array,
  classes: readonly string[],
): Promise<Classified | Missing> {
  const folder = mkdtempSync(join(tmpdir(), 'vultus-bench-faces-'));
  try {
    const images = join(folder, 'images');
    writeFileSync(images, pixels);
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, name, images], {
      maxBuffer: 2 ** 28,
    });
    // TensorFlow.js may greet on stdout too.
    const line = stdout.split('\n').find((text) => text.startsWith('{'));
    const answer = JSON.parse(line ?? '{}');
    if (answer.classes?.join() !== classes.join()) {
      return { name, why: `it tells ${answer.classes} apart, and the data ${classes}` };
    }
    const { version, parameters, probabilities, times } = answer;
    return { name, version, parameters, times, scores: Float32Array.from(probabilities.flat()) };
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    return { name, why: lastLine([stderr ?? '']) ?? message };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
