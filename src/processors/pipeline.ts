import type { CallTree } from '../call-tree/call-tree.ts';
import { aggregateRepeatedCalls } from './aggregate-repeated-calls.ts';
import { groupLibraryFrames, NO_GROUP } from './group-library-frames.ts';
import { mergeConsecutiveSelfTime } from './merge-consecutive-self-time.ts';
import type { ProcessorOptions } from './processor-options.ts';
import { removeImportlib } from './remove-importlib.ts';
import { relevanceIn, removeIrrelevantNodes } from './remove-irrelevant-nodes.ts';
import { removeProfilerStart, removePythonStart } from './remove-profiler-start.ts';
import { removeTracebackhide } from './remove-tracebackhide.ts';
import { removeUnnecessarySelfTime } from './remove-unnecessary-self-time.ts';

/** A transform of the tree; it may change the one it is given. */
export type TreeProcessor = (tree: CallTree, options: ProcessorOptions) => CallTree;

export interface PipelineOptions {
  /** Neither hide nor filter calls. */
  readonly showAll?: boolean;
  /** Leave the calls in time order. */
  readonly timeline?: boolean;
}

/** The transforms for reports that people read, in their order, but for the groups. */
function reportProcessors(options: PipelineOptions): TreeProcessor[] {
  const processors: TreeProcessor[] = [];
  if (!options.showAll) processors.push(removeImportlib, removeTracebackhide);
  processors.push(mergeConsecutiveSelfTime);
  if (!options.timeline)
    processors.push(options.showAll ? (tree) => aggregateRepeatedCalls(tree) : aggregateRelevantCalls);
  if (!options.showAll) processors.push(removeIrrelevantNodes);
  processors.push(removeUnnecessarySelfTime, removeProfilerStart, removePythonStart);
  return processors;
}

/** Aggregation for a pipeline that filters right after it. */
function aggregateRelevantCalls(tree: CallTree, options: ProcessorOptions): CallTree {
  return tree.size === 0 ? tree : aggregateRepeatedCalls(tree, { isRelevant: relevanceIn(tree, options) });
}

export interface ReportTree {
  readonly tree: CallTree;
  /** For each node the root of its group, or NO_GROUP. */
  readonly groups: Int32Array;
}

export interface ReportOptions extends PipelineOptions {
  readonly sysPrefixes: readonly string[];
  readonly processorOptions?: ProcessorOptions;
}

/** Runs the transforms for a report; the tree passes to it. */
export function processForReport(tree: CallTree, options: ReportOptions): ReportTree {
  const processorOptions = options.processorOptions ?? {};
  const processed = reportProcessors(options).reduce(
    (current, processor) => processor(current, processorOptions),
    tree,
  );
  if (options.showAll) return { tree: processed, groups: new Int32Array(processed.size).fill(NO_GROUP) };
  return { tree: processed, groups: groupLibraryFrames(processed, options.sysPrefixes, processorOptions) };
}
