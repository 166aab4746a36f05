/** Entry of a worker in a browser. */
import type { WorkerRun, WorkerStart } from './host.js';
import { createWorker } from './worker.js';

const handle = createWorker((answer) => self.postMessage(answer));
self.addEventListener('message', (event: MessageEvent<WorkerStart | WorkerRun>) => handle(event.data));
