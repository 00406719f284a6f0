import { parentPort, workerData } from 'node:worker_threads';
import { runSampleLoop } from './sample-loop.ts';
import type { SamplerMessage, SamplerOrder } from './sampler-messages.ts';

runSampleLoop(workerData as SamplerOrder, (message: SamplerMessage) => parentPort?.postMessage(message));
