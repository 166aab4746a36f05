/** The engine's surroundings in Node: the module from a file, workers from worker_threads. */
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Host, KernelForm, WorkerAnswer, WorkerHandle } from './host.js';
import { chooseKernels } from './revectorise-node.js';

async function compile(form: KernelForm): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(new URL(`./kernels-${form}.wasm`, import.meta.url)));
}

/** Workers that have been started and wait for an engine. */
const ahead: Worker[] = [];

function newWorker(): Worker {
  return new Worker(new URL('./worker-node.js', import.meta.url));
}

export const host: Host = {
  loadKernels(form) {
    return form ? compile(form) : chooseKernels(compile);
  },
  startWorker(): WorkerHandle {
    const worker = ahead.pop() ?? newWorker();
    worker.ref();
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
  startAhead(count) {
    while (ahead.length < count) {
      const worker = newWorker();
      worker.unref();
      ahead.push(worker);
    }
  },
};
