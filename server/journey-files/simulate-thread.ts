import { parentPort, workerData } from 'node:worker_threads';

import { type Share, simulateShare } from './simulate-in-threads.js';

parentPort?.postMessage(simulateShare(workerData as Share));
