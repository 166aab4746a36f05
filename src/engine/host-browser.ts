/** The engine's surroundings in a browser: the module by fetch, module workers. */
import type { Host, WorkerHandle } from './host.js';

export const host: Host = {
  // No browser joins vectors today: the narrow kernels are the faster ones there.
  async loadKernels(form = 'narrow') {
    const response = await fetch(new URL(`./kernels-${form}.wasm`, import.meta.url));
    return WebAssembly.compile(await response.arrayBuffer());
  },
  startWorker(): WorkerHandle {
    const worker = new Worker(new URL('./worker-browser.js', import.meta.url), { type: 'module' });
    return {
      post: (message) => worker.postMessage(message),
      onAnswer(listener) {
        worker.addEventListener('message', (event) => listener(event.data));
        worker.addEventListener('error', (event) => listener({ error: event.message }));
      },
      async terminate() {
        worker.terminate();
      },
    };
  },
};
