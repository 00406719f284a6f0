import { writeSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { WorkerSteps } from './worker-steps.ts';

/** Of the symbol below which a worker's function to finish stands, where its inspector finds it. */
export const FINISH = 'callwise.finish';

/** Milliseconds for which a worker that has finished is held, until it is terminated: whoever asked may be busy. */
const MOST_HELD = 100;

/**
 * Lets whoever is about to terminate this worker have `endAsked` called first. Gives what calls `end` at the worker's own
 * end. A worker that was asked does not go on, because without callwise it would have been terminated there and then.
 */
export function answerAsked(shared: SharedArrayBuffer, end: () => void, endAsked: () => void): () => void {
  const steps = new WorkerSteps(shared);
  steps.begin(threadId);
  const run = (ending: () => void): boolean => {
    if (!steps.move(threadId, 'records', 'ends')) return false;
    try {
      ending();
    } catch (error) {
      writeSync(2, `callwise: What was recorded of worker ${threadId} is lost: ${error}\n`);
    }
    return steps.move(threadId, 'ends', 'over');
  };
  const finish = (): void => {
    const isAwaited = run(endAsked);
    const deadline = performance.now() + MOST_HELD;
    // Not by `Atomics.wait`: V8 crashes when it interrupted another.
    while (isAwaited && steps.of(threadId) === 'over' && performance.now() < deadline);
  };
  Object.defineProperty(globalThis, Symbol.for(FINISH), { value: finish });
  return () => void run(end);
}
