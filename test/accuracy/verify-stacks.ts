import { basename } from 'node:path';
import { RECURSION, readGraphFunction } from './call-graph.ts';
import type { SeenFrame, SeenStack } from './seen-stacks.ts';

/** What became of the samples of a call graph program. `samples` is the sum of all but `wrongLine`. */
export interface StackVerdict {
  readonly samples: number;
  /** Stacks that can have been. */
  readonly sound: number;
  /** Stacks that never were: a call that the program does not make, or another bottom than that of a thread. */
  readonly torn: number;
  /** Sound stacks in which a function stands at a line that makes another call. */
  readonly wrongLine: number;
  /** Stacks without a frame. */
  readonly empty: number;
  /** Stacks of the interpreter's own start and end. */
  readonly foreign: number;
  /** Samples of sound stacks by their number of frames, of those that run the graph. */
  readonly depths: ReadonlyMap<number, number>;
  /** Some torn stacks, for the reader. */
  readonly tornExamples: readonly string[];
}

type StackKind = 'sound' | 'torn' | 'empty' | 'foreign';

const EXAMPLES = 5;

/** Outermost functions: of the main thread, and of those that a program of several threads starts. */
const BOTTOMS: ReadonlySet<string> = new Set(['<module>', 'thread']);

/** `program` is the path of the call graph program; files are told apart by their last part. */
export function verifyStacks(stacks: Iterable<SeenStack>, program: string): StackVerdict {
  const counts = { sound: 0, torn: 0, empty: 0, foreign: 0 };
  const depths = new Map<number, number>();
  const tornExamples: string[] = [];
  const file = basename(program);
  let wrongLine = 0;
  for (const { frames, samples } of stacks) {
    const kind = judgeStack(frames, file);
    counts[kind] += samples;
    if (kind === 'torn' && tornExamples.length < EXAMPLES) tornExamples.push(stackText(frames));
    if (kind !== 'sound') continue;
    if (!linesFit(frames)) wrongLine += samples;
    if (frames.length > 2) depths.set(frames.length, (depths.get(frames.length) ?? 0) + samples);
  }
  const samples = counts.sound + counts.torn + counts.empty + counts.foreign;
  return { samples, ...counts, wrongLine, depths, tornExamples };
}

function judgeStack(frames: readonly SeenFrame[], program: string): StackKind {
  if (frames.length === 0) return 'empty';
  const inProgram = frames.filter((frame) => basename(frame.file) === program).length;
  if (inProgram === 0) return 'foreign';
  const [bottom] = frames;
  if (bottom === undefined || !BOTTOMS.has(bottom.function) || basename(bottom.file) !== program)
    return 'torn';
  if (inProgram === 1) return frames.length === 1 ? 'sound' : 'foreign';
  if (inProgram !== frames.length) return 'torn';
  const main = frames[1]?.function === 'dive' ? 1 + RECURSION : 1;
  if (frames.length <= main)
    return frames.every(({ function: name }, at) => at === 0 || name === 'dive') ? 'foreign' : 'torn';
  if (
    frames[main]?.function !== 'main' ||
    frames.slice(1, main).some(({ function: name }) => name !== 'dive')
  )
    return 'torn';
  return frames.slice(main + 1).every((frame, at) => isPossibleCall(frames[at + main] as SeenFrame, frame))
    ? 'sound'
    : 'torn';
}

function isPossibleCall(caller: SeenFrame, callee: SeenFrame): boolean {
  const called = readGraphFunction(callee.function);
  if (called === undefined) return false;
  if (caller.function === 'main') return called.id === 0;
  return readGraphFunction(caller.function)?.callees.includes(called.id) === true;
}

/** A caller stands at the line of its call, the innermost function within itself. */
function linesFit(frames: readonly SeenFrame[]): boolean {
  return frames.every(({ function: name, line }, at) => {
    const graph = readGraphFunction(name);
    if (graph === undefined || line === undefined) return true;
    const next = frames[at + 1];
    if (next === undefined) return line >= graph.firstLine && line <= graph.lastLine;
    const callee = readGraphFunction(next.function)?.id;
    return callee !== undefined && graph.callees[line - graph.firstLine - 1] === callee;
  });
}

function stackText(frames: readonly SeenFrame[]): string {
  return frames.map((frame) => `${frame.function}:${frame.line}`).join(' > ');
}

/** Half the sum of the differences of the two distributions: 0 for equal ones, 1 for disjoint ones. */
export function totalVariation(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  const sumOf = (counts: ReadonlyMap<number, number>): number => {
    let sum = 0;
    for (const count of counts.values()) sum += count;
    return sum;
  };
  const [sumA, sumB] = [sumOf(a), sumOf(b)];
  if (sumA === 0 || sumB === 0) return sumA === sumB ? 0 : 1;
  let difference = 0;
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    difference += Math.abs((a.get(key) ?? 0) / sumA - (b.get(key) ?? 0) / sumB);
  }
  return difference / 2;
}
