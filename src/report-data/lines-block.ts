import { type FrameIndex, type FrameTable, type IdentifierIndex, NO_LINE } from '../model/frames.ts';
import type { SampleIndex, SampleTable } from '../model/samples.ts';
import type { StackIndex } from '../model/stacks.ts';
import { readBlock, writeBlock } from './block.ts';
import type { Calls } from './calls-block.ts';
import type { LineTime } from './line-times.ts';
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
  const { keys, rowOf } = listRows(frames);
  const rows = new Int32Array(stacks.size);
  for (let stack = 0; stack < stacks.size; stack++) {
    rows[stack] = rowOf[stacks.frameOf(stack as StackIndex)] as number;
  }
  const { self, total } = sumRowTimes(
    { parents: listStackParents(stacks), rows, rowCount: keys.length },
    sumByStack(samples),
  );
  return writeBlock<ColumnName, Header>({
    header: { sources, form: 'sums' },
    columns: {
      ...NO_COLUMNS,
      identifier: distances(keys, (key) => Math.floor(key / LINES)),
      line: distances(keys, (key) => key % LINES),
      self: self.map(toMicroseconds),
      total: total.map(toMicroseconds),
    },
  });
}

interface FrameRows {
  /** Of each row its identifier and its line as one number, in rising order: neighbours differ little, which compresses. */
  readonly keys: Float64Array;
  /** By frame; -1 for one without a line. */
  readonly rowOf: Int32Array;
}

function listRows(frames: FrameTable): FrameRows {
  const keyOf = new Float64Array(frames.size);
  for (let index = 0; index < frames.size; index++) {
    const frame = index as FrameIndex;
    const line = frames.lineOf(frame);
    keyOf[frame] = line === NO_LINE ? NO_KEY : frames.identifierOf(frame) * LINES + line;
  }
  const keys = keyOf
    .slice()
    .sort()
    .filter((key, at, all) => key !== NO_KEY && key !== all[at - 1]);
  const rowOf = new Int32Array(frames.size);
  keyOf.forEach((key, frame) => {
    rowOf[frame] = findKey(keys, key);
  });
  return { keys, rowOf };
}

/** More than a line number can be. */
const LINES = 2 ** 31;
const NO_KEY = -1;

/** -1 for a key that is not there. */
function findKey(keys: Float64Array, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as number) < key) low = middle + 1;
    else high = middle;
  }
  return keys[low] === key ? low : -1;
}

function distances(keys: Float64Array, numberOf: (key: number) => number): Int32Array {
  const result = new Int32Array(keys.length);
  let before = 0;
  keys.forEach((key, row) => {
    const number = numberOf(key);
    result[row] = number - before;
    before = number;
  });
  return result;
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
