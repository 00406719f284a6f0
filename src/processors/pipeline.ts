import type { AttributeScope } from '../call-tree/attributes.ts';
import type { CallTree } from '../call-tree/call-tree.ts';
import type { FrameContext } from '../call-tree/frame.ts';
import { aggregateCalls, aggregateRepeatedCalls } from './aggregate-repeated-calls.ts';
import { groupLibraryFrames, listGroupRoots } from './group-library-frames.ts';
import { mergeConsecutiveSelfTime } from './merge-consecutive-self-time.ts';
import { columnsOf, type Processor, runOnFrames } from './processor.ts';
import type { ProcessorOptions } from './processor-options.ts';
import { removeImportlib } from './remove-importlib.ts';
import { relevanceIn, removeIrrelevantNodes } from './remove-irrelevant-nodes.ts';
import { removeFirstPyinstrumentFrames, removePythonStart } from './remove-profiler-start.ts';
import { removeTracebackhide } from './remove-tracebackhide.ts';
import { removeUnnecessarySelfTimeNodes } from './remove-unnecessary-self-time.ts';

export interface PipelineOptions {
  /** Neither hide nor filter calls. */
  readonly showAll?: boolean;
  /** Leave the calls in time order. */
  readonly timeline?: boolean;
  /** Leave the calls of libraries apart, for output that knows no groups. */
  readonly ungrouped?: boolean;
}

/** The transforms of a report in their order: a list of the caller's own. */
export function defaultProcessors({ showAll, timeline, ungrouped }: PipelineOptions): Processor[] {
  const filters = showAll ? [] : [removeImportlib, removeTracebackhide];
  return [
    ...filters,
    mergeConsecutiveSelfTime,
    ...(timeline ? [] : [aggregateRepeatedCalls]),
    ...(showAll ? [] : [removeIrrelevantNodes]),
    removeUnnecessarySelfTimeNodes,
    removeFirstPyinstrumentFrames,
    removePythonStart,
    ...(showAll || ungrouped ? [] : [groupLibraryFrames]),
  ];
}

export interface ReportTree {
  readonly tree: CallTree;
  /** For each node the root of its group, or NO_NODE. */
  readonly groups: Int32Array;
}

export interface ReportOptions extends PipelineOptions {
  readonly sysPrefixes: readonly string[];
  /** For the frames that processors of the user's get. */
  readonly shortenPath?: (path: string) => string;
  readonly processorOptions?: ProcessorOptions;
  /** In place of the default ones, which then decide nothing any more. */
  readonly processors?: readonly Processor[];
}

/** Runs the transforms for a report; the tree passes to it. */
export function processForReport(tree: CallTree, options: ReportOptions): ReportTree {
  const processors = options.processors ?? defaultProcessors(options);
  const context = { sysPrefixes: options.sysPrefixes, shortenPath: options.shortenPath ?? ((path) => path) };
  const processed = runProcessors(tree, processors, { context, options: options.processorOptions ?? {} });
  return { tree: processed, groups: listGroupRoots(processed) };
}

/** The running lines of calls are of use to processors of the user's only. */
export function attributeScopeFor(processors: readonly Processor[] = []): AttributeScope {
  return processors.every((processor) => columnsOf(processor) !== undefined) ? 'without-line' : 'all';
}

interface Run {
  readonly context: FrameContext;
  readonly options: ProcessorOptions;
}

function runProcessors(tree: CallTree, processors: readonly Processor[], run: Run): CallTree {
  let current = tree;
  for (let at = 0; at < processors.length; at++) {
    const processor = processors[at] as Processor;
    const columns = columnsOf(processor);
    if (columns === undefined) {
      const end = processors.findIndex((other, index) => index > at && columnsOf(other) !== undefined);
      const own = processors.slice(at, end < 0 ? undefined : end);
      current = runOnFrames(current, own, run);
      at += own.length - 1;
    } else if (processor === aggregateRepeatedCalls && processors[at + 1] === removeIrrelevantNodes) {
      // What would be filtered next need not be summed: the filter then finds nothing more to take away.
      current = aggregateRelevantCalls(current, run.options);
    } else current = columns(current, run.options, run.context);
  }
  return current;
}

function aggregateRelevantCalls(tree: CallTree, options: ProcessorOptions): CallTree {
  return tree.size === 0 ? tree : aggregateCalls(tree, { isRelevant: relevanceIn(tree, options) });
}
