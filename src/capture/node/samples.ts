import { FloatColumn, IntColumn } from '../../model/columns.ts';
import { PERFORMANCE_ORIGIN } from './monotonic-clock.ts';
import type { V8Profile } from './v8-profiler.ts';

/** Columns; times are milliseconds of `performance.now()`. */
export interface Samples {
  readonly nodes: Int32Array;
  /** The time since the one before. */
  readonly seconds: Float64Array;
  /** When it was taken, or a moment of the time that it stands for. */
  readonly times: Float64Array;
  /** The end of the time that it stands for. */
  readonly ends: Float64Array;
}

/**
 * V8 takes the first sample where the recording was started, and none when it ends: of those in the span, the last one
 * stands for the time to its end.
 */
export function readSamples(
  { samples = [], timeDeltas = [], startTime }: V8Profile,
  [begin, end]: readonly [begin: number, end: number],
  nodeOf: (id: number) => number,
): Samples {
  const nodes: number[] = [];
  const seconds: number[] = [];
  const times: number[] = [];
  let micros = startTime + (timeDeltas[0] ?? 0);
  let latest = begin;
  for (let at = 1; at < samples.length; at++) {
    micros += timeDeltas[at] as number;
    const time = micros / 1000 - PERFORMANCE_ORIGIN;
    if (time <= begin) continue;
    if (time > end) break;
    nodes.push(nodeOf(samples[at] as number));
    // A sample may be stamped a little before its predecessor.
    seconds.push(Math.max(0, time - latest) / 1000);
    latest = Math.max(latest, time);
    times.push(latest);
  }
  const [first] = samples;
  // The sampler may not have had its turn; what is known is where the recording was started.
  if (nodes.length === 0 && first !== undefined) {
    nodes.push(nodeOf(first));
    seconds.push(0);
    times.push(end);
  }
  const last = seconds.pop() ?? 0;
  if (nodes.length > 0) seconds.push(last + Math.max(0, end - latest) / 1000);
  return {
    nodes: Int32Array.from(nodes),
    seconds: Float64Array.from(seconds),
    times: Float64Array.from(times),
    ends: Float64Array.from([...times.slice(0, -1), ...(times.length > 0 ? [end] : [])]),
  };
}

/** Samples that are cut where it is known that something begins or ends. */
export interface CutSamples extends Samples {
  /** Whether nothing of the context ran. */
  readonly isWaiting: Uint8Array;
  /** Whether it is the last piece of a sample, in which that was taken. */
  readonly isTaken: Uint8Array;
}

/**
 * Cuts samples where code of a context began and ended to run, which is known better than samples tell: a sampler that has its
 * turn when the program gives up its own meets it waiting too often. `windows` are begin and end in turn; `isIdle` says of a
 * node that nothing runs.
 */
export function cutSamples(
  samples: Samples,
  windows: FloatColumn,
  isIdle: (node: number) => boolean,
): CutSamples {
  const nodes = new IntColumn();
  const seconds = new FloatColumn();
  const times = new FloatColumn();
  const ends = new FloatColumn();
  const isWaiting: number[] = [];
  const isTaken: number[] = [];
  /** What was met last while the context ran, and while it waited. */
  const latest: [running: number | undefined, waiting: number | undefined] = [undefined, undefined];
  const add = (begin: number, end: number, node: number, time: number): void => {
    nodes.push(node);
    seconds.push((end - begin) / 1000);
    times.push(time);
    ends.push(end);
  };
  let edge = 0;
  samples.nodes.forEach((node, sample) => {
    const end = samples.ends[sample] as number;
    const time = samples.times[sample] as number;
    let begin = end - (samples.seconds[sample] as number) * 1000;
    for (; edge < windows.length && windows.get(edge) < time; edge++) {
      const cut = windows.get(edge);
      if (cut <= begin) continue;
      const waits = edge % 2 === 0 ? 1 : 0;
      add(begin, cut, latest[waits] ?? node, (begin + cut) / 2);
      isWaiting.push(waits);
      isTaken.push(0);
      begin = cut;
    }
    const waits = edge % 2 === 0 || isIdle(node) ? 1 : 0;
    add(begin, end, node, time);
    isWaiting.push(waits);
    isTaken.push(1);
    latest[waits] = node;
  });
  return {
    nodes: nodes.take(),
    seconds: seconds.take(),
    times: times.take(),
    ends: ends.take(),
    isWaiting: Uint8Array.from(isWaiting),
    isTaken: Uint8Array.from(isTaken),
  };
}
