import type { SampleTable } from '../model/samples.ts';
import type { SamplingStatistics } from './sampling-statistics.ts';

/** Where nothing of the stack is known on which a recording began: pyinstrument cannot open a session whose start stack is empty. */
export const NO_START: readonly string[] = ['[root]'];

/** What describes a session beside its samples. Times are seconds, `startTime` is a Unix timestamp. */
export interface SessionFacts {
  readonly startTime: number;
  readonly duration: number;
  readonly minInterval: number;
  readonly maxInterval: number;
  readonly sampleCount: number;
  /** Frame texts from the outermost, as in `\x00`-separated identifiers with attributes. */
  readonly startCallStack: readonly string[];
  readonly targetDescription: string;
  readonly cpuTime: number;
  readonly sysPath: readonly string[];
  readonly sysPrefixes: readonly string[];
  /** Counts of the sampler that made the session; absent for sessions of other tools. */
  readonly sampling?: SamplingStatistics;
  /** Keys of the file that the session came from which say nothing to us, with their JSON text, for saving it again. */
  readonly unknownKeys?: ReadonlyMap<string, string>;
}

/** A recorded session: facts and samples. Not changed once it is made. */
export interface SessionData extends SessionFacts {
  readonly samples: SampleTable;
}
