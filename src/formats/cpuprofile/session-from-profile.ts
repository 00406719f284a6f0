import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import { SessionBuilder } from '../../session/session-builder.ts';
import type { SessionData, SessionFacts } from '../../session/session-data.ts';
import { textOfCallFrame } from './call-frame-text.ts';
import { javaScriptPaths } from './javascript-paths.ts';
import { notAProfile } from './parse-cpuprofile.ts';
import { MICROS_PER_SECOND, type ProfileNode, type V8Profile } from './v8-profile.ts';

export interface ProfileSource {
  /** What errors call it. */
  readonly source: string;
  /** What reports call it. */
  readonly targetDescription: string;
  /** Unix timestamp of the end, in seconds; V8's clock alone does not tell. */
  readonly endTime: number;
}

const IDLE = '(idle)';
/** V8's node above all calls. */
const ROOT = '(root)';

/**
 * The session of a V8 profile. A sample's time lasts until the next one; the time before the first is in none. Throws a
 * SessionFormatError where the nodes are no tree or a sample names none of them.
 */
export function sessionFromProfile(profile: V8Profile, source: ProfileSource): SessionData {
  const builder = new SessionBuilder();
  const stacks = addStacks(builder, profile.nodes, source);
  const { order, times } = sortedTimes(profile);
  let idleSeconds = 0;
  const idle = profile.nodes.find(({ callFrame }) => callFrame.functionName === IDLE)?.id;
  for (let at = 0; at < order.length; at++) {
    const node = profile.samples[order[at] as number] as number;
    const stack = stacks.get(node);
    if (stack === undefined) throw notAProfile(source.source, `a node of the number ${node} for a sample`);
    const micros = ((times[at + 1] ?? profile.endTime) as number) - (times[at] as number);
    const seconds = Math.max(0, micros) / MICROS_PER_SECOND;
    builder.addSample(stack, seconds);
    if (node === idle) idleSeconds += seconds;
  }
  return builder.finish(factsOf(profile, { ...source, times, idleSeconds }));
}

/** The stack of each node, by its id. */
function addStacks(
  builder: SessionBuilder,
  nodes: readonly ProfileNode[],
  { source }: ProfileSource,
): Map<number, StackIndex> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const inner = new Set(nodes.flatMap(({ children = [] }) => children));
  const stacks = new Map<number, StackIndex>();
  // The last first: they are taken from the end.
  const outer = nodes.filter(({ id }) => !inner.has(id)).reverse();
  const waiting = outer.map((node) => ({ node, parent: NO_STACK }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, parent } = next;
    if (stacks.has(node.id)) throw notAProfile(source, `one parent for node ${node.id}`);
    const isRoot = parent === NO_STACK && node.callFrame.functionName === ROOT;
    const stack = isRoot
      ? NO_STACK
      : builder.push(parent, builder.internFrame(textOfCallFrame(node.callFrame)));
    stacks.set(node.id, stack);
    for (const id of node.children?.toReversed() ?? []) {
      const child = byId.get(id);
      if (child === undefined) throw notAProfile(source, `a node of the number ${id}, a child of ${node.id}`);
      waiting.push({ node: child, parent: stack });
    }
  }
  if (stacks.size < nodes.length)
    throw notAProfile(source, 'a tree of nodes, each once and none its own parent');
  return stacks;
}

/** V8 now and then records two samples in the wrong order. */
function sortedTimes({ startTime, timeDeltas }: V8Profile): { order: Uint32Array; times: Float64Array } {
  const times = new Float64Array(timeDeltas.length);
  let time = startTime;
  let isSorted = true;
  for (let at = 0; at < times.length; at++) {
    const delta = timeDeltas[at] as number;
    if (delta < 0) isSorted = false;
    time += delta;
    times[at] = time;
  }
  const order = Uint32Array.from(times, (_, at) => at);
  if (isSorted) return { order, times };
  order.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
  return { order, times: times.sort() };
}

/** Times in microseconds after this (September 2001) are those of the calendar, not since the machine started. */
const CALENDAR_MICROS = 1e15;

function factsOf(
  profile: V8Profile,
  facts: ProfileSource & { readonly times: Float64Array; readonly idleSeconds: number },
): SessionFacts {
  const duration = Math.max(0, profile.endTime - profile.startTime) / MICROS_PER_SECOND;
  const interval = medianStep(facts.times) / MICROS_PER_SECOND;
  const isCalendar = profile.startTime > CALENDAR_MICROS;
  return {
    startTime: isCalendar ? profile.startTime / MICROS_PER_SECOND : facts.endTime - duration,
    duration,
    minInterval: interval,
    maxInterval: interval,
    sampleCount: profile.samples.length,
    startCallStack: [ROOT],
    targetDescription: facts.targetDescription,
    cpuTime: Math.max(0, duration - facts.idleSeconds),
    ...javaScriptPaths(profile.nodes),
  };
}

/** 1 ms, which is Node's, when there are no two samples. */
function medianStep(times: Float64Array): number {
  const steps = times.slice(1).map((time, at) => time - (times[at] as number));
  return steps.sort()[steps.length >> 1] ?? 1000;
}
