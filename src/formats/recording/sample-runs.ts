import type { ThreadSamples } from '../../session/recording-parts.ts';

/** Threads that wait are in one stack for long. A run is three numbers: the stack, how many samples, and their time together. */
export interface SampleRuns {
  readonly thread: number;
  readonly runs: readonly number[];
}

/**
 * Samples of a thread in a line. Longer ones would be texts and lists that V8 puts where what is not needed any more stays for
 * long, and more could be asked for by a few numbers of a file that was made to.
 */
export const LINE_SAMPLES = 1024;
/** Of the samples. With more runs the time of each sample is worth its bytes. */
const MOST_RUNS_SHARE = 0.25;

/** The samples as runs when these are few. */
export function shortened(samples: ThreadSamples): ThreadSamples | SampleRuns {
  const { thread, stacks, seconds } = samples;
  const most = stacks.length * MOST_RUNS_SHARE * 3;
  const runs: number[] = [];
  let at = -3;
  for (let sample = 0; sample < stacks.length && runs.length <= most; sample++) {
    if (at < 0 || runs[at] !== stacks[sample]) {
      at = runs.length;
      runs.push(stacks[sample] as number, 0, 0);
    }
    runs[at + 1] = (runs[at + 1] as number) + 1;
    runs[at + 2] = (runs[at + 2] as number) + (seconds[sample] as number);
  }
  return runs.length <= most ? { thread, runs } : samples;
}

/** The samples of runs, each of the mean time of its run; undefined when these are none, or longer than a line. */
export function lengthened({ thread, runs }: SampleRuns): ThreadSamples | undefined {
  if (runs.length % 3 !== 0) return undefined;
  const stacks: number[] = [];
  const seconds: number[] = [];
  for (let at = 0; at < runs.length; at += 3) {
    const [stack = 0, count = 0, together = 0] = runs.slice(at, at + 3);
    if (!Number.isInteger(stack) || !Number.isInteger(count)) return undefined;
    if (count < 1 || stacks.length + count > LINE_SAMPLES) return undefined;
    for (let sample = 0; sample < count; sample++) {
      stacks.push(stack);
      seconds.push(together / count);
    }
  }
  return { thread, stacks: Int32Array.from(stacks), seconds: Float64Array.from(seconds) };
}
