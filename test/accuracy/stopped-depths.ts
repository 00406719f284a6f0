import { setTimeout as sleep } from 'node:timers/promises';
import { InterpreterFinder } from '../../src/capture/python/find-interpreter.ts';
import { mainThreadOf } from '../../src/capture/python/thread-list.ts';
import { StoppingReference } from './stopping-reference.ts';

/** Depths of the main thread's stack at as many moments, each with the program stopped; those below the first calls are left out. */
export async function stoppedDepths(pid: number, stops: number): Promise<Map<number, number>> {
  const found = new InterpreterFinder().find(pid);
  if (found.kind !== 'found') throw new Error(`no interpreter in process ${pid}: ${found.kind}`);
  const thread = mainThreadOf(found.interpreter, pid);
  if (thread === undefined) throw new Error(`no thread in process ${pid}`);
  const reference = new StoppingReference(found.interpreter, thread.address);
  const depths = new Map<number, number>();
  for (let i = 0; i < stops; i++) {
    const depth = reference.stopped((frames) => frames.length);
    if (depth > 2) depths.set(depth, (depths.get(depth) ?? 0) + 1);
    // Random, so that the stops do not keep step with the program.
    await sleep(Math.random() < 0.3 ? 1 : 0);
  }
  found.interpreter.memory.close();
  return depths;
}
