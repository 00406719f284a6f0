import { parentPort, workerData } from 'node:worker_threads';
import type { SampleBatch } from '../../session/recording-parts.ts';
import { runSampleLoop } from './sample-loop.ts';
import type { SamplerMessage, SamplerOrder } from './sampler-messages.ts';

/** Columns are handed over, not copied: a copy of each would wait here to be collected, which a thread that hardly allocates seldom is. */
function send(message: SamplerMessage): void {
  parentPort?.postMessage(message, message.kind === 'batch' ? columnsOf(message.batch) : []);
}

function columnsOf({ stacks, samples }: SampleBatch): ArrayBuffer[] {
  return [stacks, ...samples.flatMap((thread) => [thread.stacks, thread.seconds])].map(
    ({ buffer }) => buffer,
  );
}

runSampleLoop(workerData as SamplerOrder, send);
