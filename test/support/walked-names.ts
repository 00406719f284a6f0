import { CodeTable } from '../../src/capture/python/code-table.ts';
import type { PythonLayout } from '../../src/capture/python/layouts/layout.ts';
import type { Memory } from '../../src/capture/python/process-memory.ts';
import { StackRecorder } from '../../src/capture/python/stack-recorder.ts';
import { walkerOf } from '../../src/capture/python/walker-of.ts';

/** Names of the frames that a first walk shows, recorded as for a sample, or its outcome when there are none. */
export function walkedNames(
  memory: Memory,
  layout: PythonLayout,
  place: { readonly thread: number; readonly codeType?: number },
): string[] {
  const codes = new CodeTable(memory, layout, place.codeType);
  const walker = walkerOf(memory, layout, { codes, thread: place.thread });
  const outcome = walker.walk(1);
  if (outcome !== 'whole' && outcome !== 'cut') return [outcome];
  const range = { skip: 0, depth: walker.depth, collectsAt: -1, now: 1 };
  new StackRecorder(memory, layout, codes).record(walker.chain, range);
  walker.builtIn(walker.depth - 1, 1);
  return Array.from({ length: walker.depth }, (_, index) => walker.chain.codeAt(index).name);
}
