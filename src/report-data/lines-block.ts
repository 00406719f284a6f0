import type { FrameIndex, IdentifierIndex } from '../model/frames.ts';
import type { SampleIndex, SampleTable } from '../model/samples.ts';
import type { StackIndex } from '../model/stacks.ts';
import { readBlock, writeBlock } from './block.ts';
import type { Calls } from './calls-block.ts';
import { LineRows, type LineTime } from './line-times.ts';
import { listStackParents, sumRowTimes } from './row-times.ts';
import { sumByStack } from './stack-seconds.ts';

type ColumnName = 'parent' | 'callStack' | 'line' | 'sampleStack' | 'identifier' | 'self' | 'total';

interface Header {
  /** Texts of source files by path. */
  readonly sources: Readonly<Record<string, string>>;
  /** Whether the lines are those of each stack, or sums over the whole session. */
  readonly form: LineForm;
}

export type LineForm = 'stacks' | 'sums';

/** The running lines of each stack that was seen, and which of them each sample saw. */
export interface RecordedLineStacks {
  readonly form: 'stacks';
  readonly size: number;
  parentOf(stack: number): number;
  /** In the calls block. */
  callStackOf(stack: number): StackIndex;
  lineOf(stack: number): number;
  /** -1 for a sample without a stack. */
  stackOfSample(sample: SampleIndex): number;
}

export interface LineSums {
  readonly form: 'sums';
  readonly times: readonly LineTime[];
}

export interface Lines {
  readonly sources: ReadonlyMap<string, string>;
  readonly lines: RecordedLineStacks | LineSums;
}

export interface LinesOptions {
  readonly sources: ReadonlyMap<string, string>;
  /** Beyond so many stacks, the lines are kept as sums. A recording of hours has some ten thousand. */
  readonly mostStacks?: number;
}

const MOST_STACKS = 500_000;

export function writeLinesBlock(samples: SampleTable, calls: Calls, options: LinesOptions): Uint8Array {
  const sources = Object.fromEntries(options.sources);
  const isTooMany = samples.stacks.size > (options.mostStacks ?? MOST_STACKS);
  return isTooMany ? writeSums(samples, sources) : writeStacks(samples, calls, sources);
}

function writeStacks(samples: SampleTable, calls: Calls, sources: Header['sources']): Uint8Array {
  const { frames, stacks } = samples;
  const parent = new Int32Array(stacks.size);
  const line = new Int32Array(stacks.size);
  for (let stack = 0; stack < stacks.size; stack++) {
    parent[stack] = stack - stacks.parentOf(stack as StackIndex);
    line[stack] = frames.lineOf(stacks.frameOf(stack as StackIndex));
  }
  const sampleStack = new Int32Array(samples.length);
  for (let sample = 0; sample < samples.length; sample++) {
    sampleStack[sample] = samples.stackOf(sample as SampleIndex);
  }
  return writeBlock<ColumnName, Header>({
    header: { sources, form: 'stacks' },
    columns: { ...NO_COLUMNS, parent, line, callStack: calls.callStackOf, sampleStack },
  });
}

function writeSums(samples: SampleTable, sources: Header['sources']): Uint8Array {
  const { frames, stacks } = samples;
  const rows = new LineRows();
  const rowOfFrame = new Int32Array(frames.size);
  for (let index = 0; index < frames.size; index++) {
    const frame = index as FrameIndex;
    rowOfFrame[frame] = rows.rowOf(frames.identifierOf(frame), frames.lineOf(frame));
  }
  const rowOf = new Int32Array(stacks.size);
  for (let stack = 0; stack < stacks.size; stack++) {
    rowOf[stack] = rowOfFrame[stacks.frameOf(stack as StackIndex)] as number;
  }
  const { self, total } = sumRowTimes(
    { parents: listStackParents(stacks), rows: rowOf, rowCount: rows.size },
    sumByStack(samples),
  );
  const order = sortRows(rows);
  return writeBlock<ColumnName, Header>({
    header: { sources, form: 'sums' },
    columns: {
      ...NO_COLUMNS,
      identifier: distances(order, (row) => rows.identifierOf(row)),
      line: distances(order, (row) => rows.lineOf(row)),
      self: Float64Array.from(order, (row) => toMicroseconds(self[row] as number)),
      total: Float64Array.from(order, (row) => toMicroseconds(total[row] as number)),
    },
  });
}

/** By function and line: neighbours differ little then, which compresses. */
function sortRows(rows: LineRows): Int32Array {
  // Numbers sort five times as fast without a comparison of our own.
  const keys = new Float64Array(rows.size);
  for (let row = 0; row < rows.size; row++) keys[row] = rows.identifierOf(row) * LINES + rows.lineOf(row);
  keys.sort();
  const order = new Int32Array(rows.size);
  keys.forEach((key, at) => {
    order[at] = rows.rowOf(Math.floor(key / LINES) as IdentifierIndex, key % LINES);
  });
  return order;
}

/** More than a line number can be. */
const LINES = 2 ** 31;

function distances(order: Int32Array, numberOf: (row: number) => number): Int32Array {
  let before = 0;
  return order.map((row) => {
    const distance = numberOf(row) - before;
    before += distance;
    return distance;
  });
}

const NO_COLUMNS: Readonly<Record<ColumnName, readonly number[]>> = {
  parent: [],
  callStack: [],
  line: [],
  sampleStack: [],
  identifier: [],
  self: [],
  total: [],
};

const MICROSECONDS = 1e6;

/** Times that are not finite have no place in a sum. */
function toMicroseconds(seconds: number): number {
  const value = Math.round(seconds * MICROSECONDS);
  return Number.isSafeInteger(value) ? value : 0;
}

export function readLinesBlock(bytes: Uint8Array): Lines {
  const { header, columns } = readBlock<ColumnName, Header>(bytes);
  const sources = new Map(Object.entries(header.sources));
  if (header.form === 'sums') return { sources, lines: { form: 'sums', times: readSums(columns) } };
  const { parent, callStack, line, sampleStack } = columns;
  return {
    sources,
    lines: {
      form: 'stacks',
      size: parent.length,
      parentOf: (stack) => stack - (parent[stack] as number),
      callStackOf: (stack) => callStack[stack] as StackIndex,
      lineOf: (stack) => line[stack] as number,
      stackOfSample: (sample) => sampleStack[sample] as number,
    },
  };
}

function readSums({ identifier, line, self, total }: Record<ColumnName, Float64Array>): LineTime[] {
  let currentIdentifier = 0;
  let currentLine = 0;
  return Array.from(identifier, (distance, row) => {
    currentIdentifier += distance;
    currentLine += line[row] as number;
    return {
      identifier: currentIdentifier as IdentifierIndex,
      line: currentLine,
      self: (self[row] as number) / MICROSECONDS,
      total: (total[row] as number) / MICROSECONDS,
    };
  });
}
