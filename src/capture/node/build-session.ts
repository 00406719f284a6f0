import { AWAIT, OUT_OF_CONTEXT } from '../../call-tree/identifier.ts';
import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import { NO_STATISTICS, type SamplingStatistics } from '../../session/sampling-statistics.ts';
import { SessionBuilder } from '../../session/session-builder.ts';
import type { SessionData } from '../../session/session-data.ts';
import type { AwaitScope, Wait } from './await-scope.ts';
import type { CallPaths } from './call-path.ts';
import { FrameNamer } from './frame-namer.ts';
import { libraryPrefixes } from './library-prefixes.ts';
import { PERFORMANCE_ORIGIN } from './monotonic-clock.ts';
import { PathStacks } from './path-stacks.ts';
import { ProfileStacks } from './profile-stacks.ts';
import type { V8Profile } from './v8-profiler.ts';
import { assignWaits, listWaits } from './waits.ts';

/** What was watched beside V8's samples. */
export interface AsyncView {
  readonly scope: AwaitScope;
  readonly paths: CallPaths;
  /** The whole program, or one context; of a context's rest of the time either V8's stacks are shown or that it is outside. */
  readonly extent: 'whole-program' | 'context' | 'strict-context';
}

export interface RecordedProfile {
  readonly profile: V8Profile;
  readonly intervalSeconds: number;
  /**
   * When the program had its turn back after the start, and when it gave it up for the end: V8 samples its own preparations
   * too. Milliseconds of `performance.now()`.
   */
  readonly span: readonly [begin: number, end: number];
  /** Unix timestamp, in seconds. */
  readonly startTime: number;
  readonly cpuTime: number;
  readonly targetDescription: string;
  /** Absent when waiting is shown as V8 shows it. */
  readonly async: AsyncView | undefined;
}

/** Names V8's samples and gives waiting time to the awaits that it was spent in. */
export function buildNodeSession(recorded: RecordedProfile): SessionData {
  const builder = new SessionBuilder();
  const namer = new FrameNamer();
  const stacks = new ProfileStacks(recorded.profile, builder, namer);
  const samples = readSamples(recorded, stacks);
  const writer = new SampleWriter({ recorded, builder, namer, stacks, samples });
  const startCallStack = writer.startCallStack();
  const sampling = writer.write();
  return builder.finish({
    startTime: recorded.startTime,
    duration: samples.seconds.reduce((sum, seconds) => sum + seconds, 0),
    minInterval: recorded.intervalSeconds,
    maxInterval: recorded.intervalSeconds,
    sampleCount: samples.nodes.length,
    startCallStack,
    targetDescription: recorded.targetDescription,
    cpuTime: recorded.cpuTime,
    ...(sampling === undefined ? {} : { sampling }),
    sysPath: [process.cwd()],
    sysPrefixes: libraryPrefixes(recorded.profile.nodes.map(({ callFrame }) => callFrame.url)),
  });
}

/** Columns; a sample holds the time since the one before. */
interface Samples {
  /** Where recording began. */
  readonly first: number | undefined;
  readonly nodes: Int32Array;
  readonly seconds: Float64Array;
  /** When each was taken, in milliseconds of `performance.now()`. */
  readonly times: Float64Array;
  /** The end of the time that it stands for: the same, but for the last. */
  readonly ends: Float64Array;
}

/** V8 takes the first sample where the recording was started, and none when it ends. */
function readSamples({ profile, span }: RecordedProfile, stacks: ProfileStacks): Samples {
  const { samples = [], timeDeltas = [], startTime } = profile;
  const [begin, end] = span;
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
    nodes.push(stacks.nodeOf(samples[at] as number));
    // A sample may be stamped a little before its predecessor.
    seconds.push(Math.max(0, time - latest) / 1000);
    latest = Math.max(latest, time);
    times.push(latest);
  }
  const [first] = samples;
  // The sampler may not have had its turn; what is known is where the recording was started.
  if (nodes.length === 0 && first !== undefined) {
    nodes.push(stacks.nodeOf(first));
    seconds.push(0);
    times.push(end);
  }
  const last = seconds.pop() ?? 0;
  if (nodes.length > 0) seconds.push(last + Math.max(0, end - latest) / 1000);
  return {
    first,
    nodes: Int32Array.from(nodes),
    seconds: Float64Array.from(seconds),
    times: Float64Array.from(times),
    ends: Float64Array.from([...times.slice(0, -1), ...(times.length > 0 ? [end] : [])]),
  };
}

interface WriterParts {
  readonly recorded: RecordedProfile;
  readonly builder: SessionBuilder;
  readonly namer: FrameNamer;
  readonly stacks: ProfileStacks;
  readonly samples: Samples;
}

class SampleWriter {
  readonly #parts: WriterParts;
  readonly #start: StackIndex;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    const { first } = parts.samples;
    this.#start = first === undefined ? NO_STACK : parts.stacks.stackOf(parts.stacks.nodeOf(first));
  }

  startCallStack(): string[] {
    return this.#parts.builder.textsOf(this.#start);
  }

  /** Gives how well waits are known, if they are looked at. */
  write(): SamplingStatistics | undefined {
    const view = this.#parts.recorded.async;
    if (view !== undefined) return this.#writeWithWaits(view);
    this.#writePlain();
    return undefined;
  }

  #writePlain(): void {
    const { samples, builder } = this.#parts;
    let previous = NO_STACK;
    samples.nodes.forEach((node, sample) => {
      previous = this.#stackOf(node, NO_STACK, previous);
      builder.addSample(previous, samples.seconds[sample] as number);
    });
  }

  #writeWithWaits(view: AsyncView): SamplingStatistics {
    const { samples, builder, namer, stacks } = this.#parts;
    const waits = listWaits(view.scope, view.paths);
    const isWaiting = this.#listWaiting(view);
    const assigned = assignWaits(samples.times, isWaiting, { waits, gaps: view.scope.listGaps() });
    const paths = new PathStacks(view.paths, builder, namer);
    const awaitFrame = builder.internFrame(AWAIT);
    const outside = builder.push(this.#start, builder.internFrame(OUT_OF_CONTEXT));
    const addWait = (wait: Wait, millis: number): void =>
      builder.addSample(builder.push(paths.stackOf(wait.path), awaitFrame), millis / 1000);
    let followed = 0;
    let previous = NO_STACK;
    let before: Wait | undefined;
    for (let sample = 0; sample < samples.nodes.length; sample++) {
      const end = samples.ends[sample] as number;
      let written = end - (samples.seconds[sample] as number) * 1000;
      // When a wait ended is known to the microsecond, and when it began nearly: better than the samples around it say.
      for (; (waits[followed]?.resumed ?? Number.POSITIVE_INFINITY) <= end; followed++) {
        const wait = waits[followed] as Wait;
        paths.follow(wait.path);
        if (wait.created === wait.resumed) continue;
        if (wait !== before && wait.created < written) continue;
        if (wait !== before && wait.created > written) {
          builder.addSample(previous, (wait.created - written) / 1000);
          written = wait.created;
        }
        if (wait.resumed > written) addWait(wait, wait.resumed - written);
        written = Math.max(written, wait.resumed);
      }
      const wait = waits[assigned.waits[sample] as number];
      const isEstimated = assigned.isEstimated[sample] === 1;
      if (
        wait !== undefined &&
        !isEstimated &&
        wait !== before &&
        wait.created > written &&
        wait.created < end
      ) {
        builder.addSample(previous, (wait.created - written) / 1000);
        written = wait.created;
      }
      before = isEstimated ? undefined : wait;
      const seconds = (end - written) / 1000;
      if (wait !== undefined) {
        addWait(wait, end - written);
      } else if (isWaiting[sample] === 1 && view.extent === 'strict-context') {
        builder.addSample(outside, seconds);
      } else {
        const node = samples.nodes[sample] as number;
        previous = this.#stackOf(node, paths.callersOf(stacks.outermostOf(node)), previous);
        builder.addSample(previous, seconds);
      }
    }
    const { awaiting, estimated } = assigned;
    return { ...NO_STATISTICS, awaiting, estimated };
  }

  /** The collector interrupts what ran before, so it stands below that. */
  #stackOf(node: number, above: StackIndex, previous: StackIndex): StackIndex {
    const { stacks, builder } = this.#parts;
    if (stacks.kindOf(node) !== 'garbage-collection') return stacks.sampledStack(node, above);
    const collector = builder.internFrame(COLLECTOR);
    return builder.frameOf(previous) === collector ? previous : builder.push(previous, collector);
  }

  #listWaiting({ extent, scope }: AsyncView): Uint8Array {
    const { samples, stacks } = this.#parts;
    const { windows } = scope;
    let window = 0;
    return Uint8Array.from(samples.nodes, (node, sample) => {
      if (stacks.kindOf(node) === 'idle') return 1;
      if (extent === 'whole-program') return 0;
      const time = samples.times[sample] as number;
      while (window + 1 < windows.length && windows.get(window + 1) < time) window += 2;
      const isInside = window < windows.length && windows.get(window) <= time;
      return isInside ? 0 : 1;
    });
  }
}

const COLLECTOR = '(garbage collector)\x00<built-in>\x000';
