import type { SamplingStatistics } from '../../session/session-data.ts';
import type { SysFacts } from './sys-facts.ts';

/** Cells of the shared control words. */
export const STOP = 0;
export const PID = 1;
export const CONTROL_WORDS = 2;

export interface SamplerOrder {
  readonly control: SharedArrayBuffer;
  readonly intervalSeconds: number;
  /** Infinity: until it is stopped or the process ends. */
  readonly durationSeconds: number;
  /** `started`: a program that we run, maybe behind other commands; `attached`: a process that runs already. */
  readonly target: 'started' | 'attached';
  /** The file that will be run, to be read before it is. */
  readonly executable: string | undefined;
}

/** What was recorded since the last batch; indexes count on from there, in the order of the tables. */
export interface SampleBatch {
  readonly kind: 'batch';
  readonly frames: readonly string[];
  /** Pairs of parent stack and frame. */
  readonly stacks: Int32Array;
  readonly sampleStacks: Int32Array;
  readonly sampleSeconds: Float64Array;
}

export type CaptureProblem =
  | 'not-python'
  | 'not-cpython'
  | 'not-64-bit'
  | 'unsupported-python'
  | 'no-permission'
  | 'no-such-process';

export type SamplerMessage =
  | SampleBatch
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'finished';
      readonly statistics: SamplingStatistics;
      readonly startTime: number;
      readonly duration: number;
      readonly cpuTime: number;
      readonly sys: SysFacts | undefined;
      /** Identifiers of the frames that stood before the program's own. */
      readonly startCallStack: readonly string[];
    }
  | { readonly kind: 'failed'; readonly problem: CaptureProblem; readonly message: string };
