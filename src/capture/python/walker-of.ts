import type { CodeTable } from './code-table.ts';
import { DataStackWalker } from './data-stack-walker.ts';
import { FrameObjectWalker } from './frame-object-walker.ts';
import type { PythonLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import type { StackWalker } from './stack-walker.ts';

/** A walker for a thread of an interpreter; `thread` is the address of its `PyThreadState`. */
export function walkerOf(
  memory: Memory,
  layout: PythonLayout,
  { codes, thread }: { readonly codes: CodeTable; readonly thread: number },
): StackWalker {
  return layout.frames === 'data-stack'
    ? new DataStackWalker(memory, layout, { codes, thread })
    : new FrameObjectWalker(memory, layout, { codes, thread });
}
