/** What was recorded of a process since its last batch; indexes count on from there, in the order of its tables. */
export interface SampleBatch {
  readonly process: number;
  /** The time that it is about. */
  readonly seconds: number;
  readonly frames: readonly string[];
  /** Pairs of parent stack and frame. */
  readonly stacks: Int32Array<ArrayBuffer>;
  readonly samples: readonly ThreadSamples[];
  /** The threads so far; empty unless the order is for a live view. */
  readonly threads: readonly ThreadFacts[];
}

/** Stacks, and the seconds of each. */
export interface ThreadSamples {
  readonly thread: number;
  readonly stacks: Int32Array<ArrayBuffer>;
  readonly seconds: Float64Array<ArrayBuffer>;
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
  /** How long it ran: from the interpreter's start on, while ticks are counted from the program's. */
  readonly seconds: number;
  /** CPU time of the sampling thread meanwhile. */
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

/** What is known of a process so far, beside its samples. Times are seconds. */
export interface ProcessFacts {
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
  /** Those of which something may be new; the others are as they were told of before. */
  readonly threads: readonly ThreadFacts[];
}

/** Of these facts those that are absent are as they were told before. */
export type LastingFact = 'commandLine' | 'sys' | 'startCallStack';

/** The facts of a process as they are sent while it is recorded, each second. */
export type ProcessNews = Omit<ProcessFacts, LastingFact> & Partial<Pick<ProcessFacts, LastingFact>>;

/** What a session says of the interpreter, from its `sys` module. */
export interface SysFacts {
  readonly path: readonly string[];
  /** prefix, base_prefix, exec_prefix, base_exec_prefix, as pyinstrument records them. */
  readonly prefixes: readonly string[];
}

/** What a recording was asked for, as far as its session says it. */
export interface RecordingRequest {
  /** Seconds between two samples. */
  readonly intervalSeconds: number;
  readonly targetDescription: string;
  readonly threads: ThreadChoice;
}

/** `busy`: the main thread and those that did more than wait. */
export type ThreadChoice = 'main' | 'busy' | 'all';

/** What a recording is made of, as it comes. */
export type RecordingPart = { readonly batch: SampleBatch } | { readonly facts: ProcessNews };
