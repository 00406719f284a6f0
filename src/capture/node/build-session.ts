import { OUT_OF_CONTEXT } from '../../call-tree/identifier.ts';
import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import { NO_STATISTICS, type SamplingStatistics } from '../../session/sampling-statistics.ts';
import { SessionBuilder } from '../../session/session-builder.ts';
import { NO_START, type SessionData } from '../../session/session-data.ts';
import type { AwaitScope } from './await-scope.ts';
import type { CallPaths } from './call-path.ts';
import { collectedNext, NOT_NEXT } from './collections.ts';
import { restoreDropped } from './dropped-samples.ts';
import { FrameNamer } from './frame-namer.ts';
import { libraryPrefixes } from './library-prefixes.ts';
import { findLostCallers } from './lost-callers.ts';
import { PathStacks } from './path-stacks.ts';
import { ProfileStacks } from './profile-stacks.ts';
import { type CutSamples, cutSamples, readSamples, type Samples } from './samples.ts';
import type { V8Profile } from './v8-profiler.ts';
import { WaitWriter } from './wait-writer.ts';
import { assignWaits, listWaits, NO_WAIT, type WaitAssignment } from './waits.ts';
import { workingFolder } from './working-folder.ts';

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
  const { profile, span } = recorded;
  const read = readSamples(profile, span, (id) => stacks.nodeOf(id));
  const samples = restoreDropped(
    { ...read, nodes: findLostCallers(read.nodes, profile) },
    (node) => stacks.kindOf(node) === 'code',
  );
  const writer = new SampleWriter({ recorded, builder, namer, stacks, samples });
  const startCallStack = writer.startCallStack();
  const sampling = writer.write();
  return builder.finish({
    startTime: recorded.startTime,
    duration: samples.seconds.reduce((sum, seconds) => sum + seconds, 0),
    minInterval: recorded.intervalSeconds,
    maxInterval: recorded.intervalSeconds,
    sampleCount: read.nodes.length,
    startCallStack,
    targetDescription: recorded.targetDescription,
    cpuTime: recorded.cpuTime,
    ...(sampling === undefined ? {} : { sampling }),
    sysPath: [workingFolder()],
    sysPrefixes: libraryPrefixes(recorded.profile.nodes.map(({ callFrame }) => callFrame.url)),
  });
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
    const first = parts.recorded.profile.samples?.[0];
    this.#start = first === undefined ? NO_STACK : parts.stacks.stackOf(parts.stacks.nodeOf(first));
  }

  startCallStack(): readonly string[] {
    return this.#start === NO_STACK ? NO_START : this.#parts.builder.textsOf(this.#start);
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
    const collected = this.#collectedNext(samples);
    let previous = NO_STACK;
    samples.nodes.forEach((node, sample) => {
      const after = collected[sample] as number;
      previous = this.#codeAt({ node, after }, NO_STACK, previous);
      builder.addSample(previous, samples.seconds[sample] as number);
    });
  }

  #writeWithWaits(view: AsyncView): SamplingStatistics {
    const { builder, namer, stacks } = this.#parts;
    const waits = listWaits(view.scope, view.paths);
    const { isWaiting, ...samples } = this.#cut(view);
    const collected = this.#collectedNext(samples);
    const assigned = assignWaits(samples.times, isWaiting, { waits, gaps: view.scope.listGaps() });
    const paths = new PathStacks(view.paths, builder, namer);
    const writer = new WaitWriter({ builder, paths, waits, isCutting: view.extent === 'whole-program' });
    const outside = builder.push(this.#start, builder.internFrame(OUT_OF_CONTEXT));
    for (let sample = 0; sample < samples.nodes.length; sample++) {
      const end = samples.ends[sample] as number;
      writer.begin(end - (samples.seconds[sample] as number) * 1000, end);
      const wait = waits[assigned.waits[sample] as number];
      writer.enter(wait, assigned.isEstimated[sample] === 1, end);
      if (wait !== undefined) {
        writer.writeWait(wait, end);
      } else if (isWaiting[sample] === 1 && view.extent === 'strict-context') {
        writer.write(outside, end);
      } else {
        const node = samples.nodes[sample] as number;
        const after = collected[sample] as number;
        const above = paths.callersOf(stacks.outermostOf(after === NOT_NEXT ? node : after));
        writer.writeCode(this.#codeAt({ node, after }, above, writer.code), end);
      }
    }
    return { ...NO_STATISTICS, ...countSamples(assigned, samples.isTaken) };
  }

  #codeAt(
    { node, after }: { readonly node: number; readonly after: number },
    above: StackIndex,
    previous: StackIndex,
  ): StackIndex {
    return after === NOT_NEXT ? this.#stackOf(node, above, previous) : this.#collecting(after, above);
  }

  /** The collector stands below what it interrupted, here what ran before. */
  #stackOf(node: number, above: StackIndex, previous: StackIndex): StackIndex {
    const { stacks, builder } = this.#parts;
    if (stacks.kindOf(node) !== 'garbage-collection') return stacks.sampledStack(node, above);
    const collector = builder.internFrame(COLLECTOR);
    return builder.frameOf(previous) === collector ? previous : builder.push(previous, collector);
  }

  /** Likewise what ran after. */
  #collecting(after: number, above: StackIndex): StackIndex {
    const { stacks, builder } = this.#parts;
    return builder.push(stacks.stackOf(after, above), builder.internFrame(COLLECTOR));
  }

  #collectedNext({ nodes }: Pick<Samples, 'nodes'>): Int32Array {
    return collectedNext(nodes, (node) => this.#parts.stacks.kindOf(node));
  }

  /** Of a whole program V8's samples tell when it waits. */
  #cut({ extent, scope }: AsyncView): CutSamples {
    const { samples, stacks } = this.#parts;
    const isIdle = (node: number): boolean => stacks.kindOf(node) === 'idle';
    if (extent !== 'whole-program') return cutSamples(samples, scope.windows, isIdle);
    const isWaiting = Uint8Array.from(samples.nodes, (node) => (isIdle(node) ? 1 : 0));
    return { ...samples, isWaiting, isTaken: new Uint8Array(isWaiting.length).fill(1) };
  }
}

/** How many fell into awaits, and how many of these into some that were not looked at. */
function countSamples(
  { waits, isEstimated }: WaitAssignment,
  isTaken: Uint8Array,
): Pick<SamplingStatistics, 'awaiting' | 'estimated'> {
  const count = (is: (piece: number) => boolean): number =>
    isTaken.reduce((sum, taken, piece) => sum + (taken === 1 && is(piece) ? 1 : 0), 0);
  return {
    awaiting: count((piece) => waits[piece] !== NO_WAIT),
    estimated: count((piece) => isEstimated[piece] === 1),
  };
}

const COLLECTOR = '(garbage collector)\x00<built-in>\x000';
