import { CallwiseError, type CallwiseErrorCode } from '../../model/callwise-error.ts';
import type { RecordingPart, RecordingRequest } from '../../session/recording-parts.ts';
import type { SessionData } from '../../session/session-data.ts';
import type { TimeKind } from './sampler-messages.ts';

export interface CaptureOptions extends RecordingRequest {
  /** Seconds after which the recording ends by itself; the program goes on. */
  readonly durationSeconds?: number;
  readonly time: TimeKind;
  /** Sample the Python processes that the program starts as well. */
  readonly subprocesses: boolean;
  /** Stop each process while it is read. */
  readonly blocking: boolean;
  /** Where the parts of the recording go as they come, so that they are not lost with us. */
  readonly log?: { append(part: RecordingPart): void };
}

/** How the program that was run came to its end, as its parent sees it. */
export type ProgramEnd =
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'killed'; readonly signal: NodeJS.Signals; readonly signalNumber: number };

export interface CaptureResult {
  readonly session: SessionData;
  /** Absent for an attachment. */
  readonly end: ProgramEnd | undefined;
  /** What ended the recording before its time, for no reason of the program's; the session has what came until then. */
  readonly fault: Error | undefined;
  /** Processes that were recorded and ran on when the recording ended. */
  readonly stillRunning: readonly number[];
  /** Python processes that could not be recorded: why, and their command lines. */
  readonly leftOut: readonly string[];
}

/** A recording that goes on. */
export interface Capture {
  /** The process that was started or attached to. */
  readonly pid: number;
  /** Rejects with a CaptureFailure when no session could be made. */
  readonly finished: Promise<CaptureResult>;
  /** Ends the recording, not the program. */
  stop(): void;
}

/** No session came of a capture; the program, when one was started, ran all the same. */
export class CaptureFailure extends CallwiseError {
  /** Absent for an attachment. */
  readonly end: ProgramEnd | undefined;

  constructor(code: CallwiseErrorCode, message: string, end: ProgramEnd | undefined) {
    super(code, message);
    this.name = 'CaptureFailure';
    this.end = end;
  }
}
