import type { CaptureProblem } from './capture-problem.ts';
import type { SysFacts } from './sys-facts.ts';

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

/** What was recorded of a process since its last batch; indexes count on from there, in the order of its tables. */
export interface SampleBatch {
  readonly kind: 'batch';
  readonly process: number;
  /** The time that it is about. */
  readonly seconds: number;
  readonly frames: readonly string[];
  /** Pairs of parent stack and frame. */
  readonly stacks: Int32Array;
  readonly samples: readonly ThreadSamples[];
  /** The threads so far; empty unless the order is for a live view. */
  readonly threads: readonly ThreadFacts[];
}

export interface ThreadSamples {
  readonly thread: number;
  readonly stacks: Int32Array;
  readonly seconds: Float64Array;
}

/** Samples of one process. `droppedSeconds`: time of ticks for which nothing could be recorded. */
export interface SampleCounts {
  readonly recorded: number;
  readonly cut: number;
  readonly dropped: number;
  readonly droppedSeconds: number;
  readonly retries: number;
}

/** Ticks of the sampling thread and what they cost. */
export interface ClockCounts {
  readonly ticks: number;
  readonly late: number;
  readonly missed: number;
  /** CPU time of the sampling thread. */
  readonly cpuSeconds: number;
  /** How long the processes were stopped for being read. */
  readonly stoppedSeconds: number;
}

export interface ThreadFacts {
  readonly thread: number;
  readonly name: string | undefined;
  readonly nativeId: number;
  readonly onlyWaited: boolean;
  /** How often the thread was looked at so far, and how often it was seen to run. */
  readonly looks: number;
  readonly runs: number;
}

export interface FinishedProcess {
  readonly kind: 'finished';
  /** Counts the processes of the recording. */
  readonly process: number;
  readonly pid: number;
  readonly commandLine: string;
  readonly counts: SampleCounts;
  readonly startTime: number;
  readonly duration: number;
  readonly cpuTime: number;
  readonly sys: SysFacts | undefined;
  /** Identifiers of the frames that stood before the program's own. */
  readonly startCallStack: readonly string[];
  readonly threads: readonly ThreadFacts[];
}

export type SamplerMessage =
  | SampleBatch
  | FinishedProcess
  | { readonly kind: 'ready' }
  | { readonly kind: 'ended'; readonly clock: ClockCounts }
  | { readonly kind: 'failed'; readonly problem: CaptureProblem; readonly message: string };
