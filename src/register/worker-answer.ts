import { threadId } from 'node:worker_threads';
import { tellWaits } from './tell-waits.ts';
import { onCalled } from './worker-call.ts';
import { pause, WorkerSteps } from './worker-steps.ts';
import { WorkerWaits } from './worker-waits.ts';

/** Milliseconds for which a worker that has finished is held, until it is terminated: whoever asked may be busy. */
const MOST_HELD = 100;

/**
 * Lets whoever is about to terminate this worker have `endAsked` called first. Gives what calls `end` at the worker's own
 * end. A worker that was asked does not go on, because without callwise it would have been terminated there and then.
 */
export function answerAsked(shared: SharedArrayBuffer, end: () => void, endAsked: () => void): () => void {
  const steps = new WorkerSteps(shared);
  const run = (ending: () => void): boolean => {
    if (!steps.move(threadId, 'records', 'ends')) return false;
    ending();
    return steps.move(threadId, 'ends', 'over');
  };
  onCalled(threadId, () => {
    if (run(endAsked)) steps.wait(threadId, 'over', MOST_HELD);
  });
  tellWaits(new WorkerWaits(shared), () => {
    run(endAsked);
    // Whoever asked terminates it. The program, for which nothing has happened, would still wait.
    for (;;) pause(MOST_HELD);
  });
  steps.begin(threadId);
  return () => void run(end);
}
