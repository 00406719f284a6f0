// A session: what was recorded, to keep, join and look into.

export type { SamplingStatistics, SessionData, SessionFacts } from '../session/session-data.ts';
export type { FrameRecord, FrameRecords } from './frame-records.ts';
export { type PathOrString, Session, type SessionInit } from './session.ts';

// Its call tree.

export { Frame, FrameGroup } from '../call-tree/frame.ts';

// Reports.

export type { ProcessorOptions } from '../processors/processor-options.ts';
export type { ConsoleOptions } from '../renderers/console/console-options.ts';
export { ConsoleRenderer } from './console-renderer.ts';

// What can go wrong.

export { SessionFormatError } from '../formats/pyisession/index.ts';
export { CallwiseError, type CallwiseErrorCode } from '../model/callwise-error.ts';
