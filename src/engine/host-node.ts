/** The engine's surroundings in Node: the module from a file, workers from worker_threads. */
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Host, WorkerAnswer, WorkerHandle } from './host.js';
import { compileKernels } from './revectorise-node.js';

export const host: Host = {
  async loadKernels() {
    return compileKernels(await readFile(new URL('./kernels.wasm', import.meta.url)));
  },
  startWorker(): WorkerHandle {
    const worker = new Worker(new URL('./worker-node.js', import.meta.url));
    return {
      post: (message) => worker.postMessage(message),
      onAnswer(listener: (answer: WorkerAnswer) => void) {
        worker.on('message', listener);
        worker.on('error', (error) => listener({ error: String(error) }));
      },
      async terminate() {
        await worker.terminate();
      },
    };
  },
};
