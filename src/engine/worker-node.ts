/** Entry of a worker in Node. */
import { parentPort } from 'node:worker_threads';
import { createWorker } from './worker.js';

const port = parentPort;
if (!port) throw new Error('worker-node.js is started by the engine, not by hand');
port.on(
  'message',
  createWorker((answer) => port.postMessage(answer)),
);
