import { CallTree } from '../call-tree/call-tree.ts';
import type { Frame, FrameContext } from '../call-tree/frame.ts';
import { makeFrames, readFrames } from '../call-tree/frame-tree.ts';
import { FrameTable } from '../model/frames.ts';
import type { ProcessorOptions } from './processor-options.ts';
import type { TreeProcessor } from './tree-processor.ts';

/**
 * A transform of the call tree of a report: takes the root, may change everything below it, and returns the root, which may
 * be another one. Undefined stands for a tree without calls.
 */
export type Processor = (frame: Frame | undefined, options: ProcessorOptions) => Frame | undefined;

const COLUMNS: unique symbol = Symbol('columns');

/**
 * A processor that reports run on columns. Called on frames it makes a new tree and leaves the one it was given as it is.
 */
export function overColumns(columns: TreeProcessor): Processor {
  const onFrames: Processor = (frame, options) => {
    if (frame === undefined) return undefined;
    const context = frame.hasContext ? frame.context : undefined;
    const tree = columns(readFrames(frame), options, { sysPrefixes: context?.sysPrefixes ?? [] });
    return makeFrames(tree, context);
  };
  return Object.assign(onFrames, { [COLUMNS]: columns });
}

/** Undefined for a processor that knows frames only. */
export function columnsOf(processor: Processor): TreeProcessor | undefined {
  return (processor as { readonly [COLUMNS]?: TreeProcessor })[COLUMNS];
}

/** Runs processors that know frames only, one after the other. */
export function runOnFrames(
  tree: CallTree,
  processors: readonly Processor[],
  { context, options }: { readonly context: FrameContext; readonly options: ProcessorOptions },
): CallTree {
  const root = processors.reduce((frame, processor) => processor(frame, options), makeFrames(tree, context));
  return root === undefined ? new CallTree(new FrameTable(), tree.attributeScope) : readFrames(root);
}
