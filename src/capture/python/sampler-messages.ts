import type { ClockCounts, ProcessNews, SampleBatch } from '../../session/recording-parts.ts';
import type { CaptureProblem } from './capture-problem.ts';

/** Cells of the shared control words. */
export const STOP = 0;
export const PID = 1;
export const CONTROL_WORDS = 2;

/** `wall`: each tick counts. `cpu`: only while the thread runs. `gil`: only while it holds the interpreter lock. */
export type TimeKind = 'wall' | 'cpu' | 'gil';

export interface SamplerOrder {
  readonly control: SharedArrayBuffer;
  readonly intervalSeconds: number;
  /** Infinity: until it is stopped or the process ends. */
  readonly durationSeconds: number;
  /** `started`: a program that we run, maybe behind other commands; `attached`: a process that runs already. */
  readonly target: 'started' | 'attached';
  /** The file that will be run, to be read before it is. */
  readonly executable: string | undefined;
  readonly time: TimeKind;
  readonly mainThreadOnly: boolean;
  readonly subprocesses: boolean;
  /** Batches are looked at as they come. */
  readonly live: boolean;
  /** Stop the process while it is read. */
  readonly blocking: boolean;
}

export type SamplerMessage =
  | { readonly kind: 'batch'; readonly batch: SampleBatch }
  | { readonly kind: 'facts'; readonly facts: ProcessNews }
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'ended';
      readonly clock: ClockCounts;
      readonly stillRunning: readonly number[];
      readonly leftOut: readonly string[];
    }
  | { readonly kind: 'failed'; readonly problem: CaptureProblem; readonly message: string };
