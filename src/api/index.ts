// A session: what was recorded, to keep, join and look into.

export type { SamplingStatistics } from '../session/sampling-statistics.ts';
export type { SessionData, SessionFacts } from '../session/session-data.ts';
export type { FrameRecord, FrameRecords } from './frame-records.ts';
export { type PathOrString, Session, type SessionInit } from './session.ts';

// Its call tree.

export { Frame, type FrameContext, FrameGroup, type FrameOptions } from '../call-tree/frame.ts';
export { combineFrames, deleteFrame, type Replacement } from '../call-tree/frame-surgery.ts';

// Processors: transforms of the call tree. A renderer has those that it runs as a list.

export { aggregateRepeatedCalls } from '../processors/aggregate-repeated-calls.ts';
export { groupLibraryFrames } from '../processors/group-library-frames.ts';
export { mergeConsecutiveSelfTime } from '../processors/merge-consecutive-self-time.ts';
export type { Processor } from '../processors/processor.ts';
export type { ProcessorOptions } from '../processors/processor-options.ts';
export { removeImportlib } from '../processors/remove-importlib.ts';
export { removeIrrelevantNodes } from '../processors/remove-irrelevant-nodes.ts';
export { removeFirstPyinstrumentFrames, removePythonStart } from '../processors/remove-profiler-start.ts';
export { removeTracebackhide } from '../processors/remove-tracebackhide.ts';
export { removeUnnecessarySelfTimeNodes } from '../processors/remove-unnecessary-self-time.ts';

// Renderers.

export type { CallTreeOptions } from '../processors/call-tree-options.ts';
export type { ConsoleOptions } from '../renderers/console/console-options.ts';
export type { HtmlOptions, HtmlView } from '../renderers/html/html-options.ts';
export { FrameRenderer } from './frame-renderer.ts';
export { ConsoleRenderer, JSONRenderer, PstatsRenderer, SpeedscopeRenderer } from './frame-renderers.ts';
export { HTMLRenderer, renderHtml } from './html-renderer.ts';
export type { Renderer, RendererOutput } from './renderer.ts';
export { SessionRenderer } from './session-renderer.ts';

// Profiling JavaScript from inside.

export type { AsyncMode } from '../capture/node/recording.ts';
export { type ProfiledBlock, type ProfileOptions, profile, type TextRenderer } from './profile.ts';
export { Profiler, type ProfilerOptions, type StartOptions } from './profiler.ts';

// What can go wrong.

export { SessionFormatError } from '../formats/pyisession/index.ts';
export { CallwiseError, type CallwiseErrorCode } from '../model/callwise-error.ts';
