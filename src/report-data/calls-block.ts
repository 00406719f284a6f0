import { type FrameIndex, FrameTable, NO_LINE } from '../model/frames.ts';
import { type SampleIndex, SampleTable } from '../model/samples.ts';
import { NO_STACK, type StackIndex, StackTable } from '../model/stacks.ts';
import type { SessionData } from '../session/session-data.ts';
import { readBlock, writeBlock } from './block.ts';
import { type CallKinds, listCallKinds } from './call-kinds.ts';
import { secondsFrom, toNanoseconds } from './sample-seconds.ts';
import { type FactsJson, factsFromJson, factsToJson } from './session-facts.ts';

type ColumnName =
  | 'kindIdentifier'
  | 'kindAttributes'
  | 'stackParent'
  | 'stackKind'
  | 'sampleStack'
  | 'sampleTime';

interface Header {
  readonly facts: FactsJson;
  readonly identifiers: readonly string[];
  readonly attributes: readonly string[];
  readonly timeBase: number;
  /** In place of the column, as decimal text. */
  readonly seconds?: readonly string[];
}

/** Stacks without running lines, and where each stack of the session is among them. */
export interface Calls {
  readonly kinds: CallKinds;
  readonly stacks: StackTable;
  /** By stack of the session. */
  readonly callStackOf: Int32Array;
}

export function listCalls({ frames, stacks }: SampleTable): Calls {
  const kinds = listCallKinds(frames);
  const calls = new StackTable();
  const callStackOf = new Int32Array(stacks.size);
  for (let index = 0; index < stacks.size; index++) {
    const stack = index as StackIndex;
    const parent = stacks.parentOf(stack);
    const callParent = parent === NO_STACK ? NO_STACK : (callStackOf[parent] as StackIndex);
    // A row of kinds is the frame of the table that the reader makes.
    callStackOf[stack] = calls.add(callParent, kinds.kindOf[stacks.frameOf(stack)] as FrameIndex);
  }
  return { kinds, stacks: calls, callStackOf };
}

/** The facts and the samples of a session as calls: all that call trees are made of. */
export function writeCallsBlock(session: SessionData, { kinds, stacks, callStackOf }: Calls): Uint8Array {
  const { samples } = session;
  const times = toNanoseconds(samples);
  const parents = new Int32Array(stacks.size);
  const stackKind = new Int32Array(stacks.size);
  for (let stack = 0; stack < stacks.size; stack++) {
    // The distance is 1 for a stack that was made right after its parent.
    parents[stack] = stack - stacks.parentOf(stack as StackIndex);
    stackKind[stack] = stacks.frameOf(stack as StackIndex);
  }
  const sampleStack = new Int32Array(samples.length);
  for (let sample = 0; sample < samples.length; sample++) {
    const stack = samples.stackOf(sample as SampleIndex);
    sampleStack[sample] = stack === NO_STACK ? NO_STACK : (callStackOf[stack] as number);
  }
  return writeBlock<ColumnName, Header>({
    header: {
      facts: factsToJson(session),
      identifiers: kinds.identifiers,
      attributes: kinds.attributes,
      timeBase: times?.base ?? 0,
      ...(times === undefined ? { seconds: listSeconds(samples) } : {}),
    },
    columns: {
      kindIdentifier: kinds.identifierOf,
      kindAttributes: kinds.attributesOf,
      stackParent: parents,
      stackKind,
      sampleStack,
      sampleTime: times?.values ?? [],
    },
  });
}

function listSeconds(samples: SampleTable): string[] {
  return Array.from({ length: samples.length }, (_, sample) =>
    String(samples.secondsOf(sample as SampleIndex)),
  );
}

/** The session again; its frames have no running lines. */
export function readCallsBlock(bytes: Uint8Array): SessionData {
  const { header, columns } = readBlock<ColumnName, Header>(bytes);
  const frames = new FrameTable();
  const { kindIdentifier, kindAttributes } = columns;
  const identifiers = header.identifiers.map((text) => frames.internIdentifier(text));
  for (let kind = 0; kind < kindIdentifier.length; kind++) {
    const attributes = header.attributes[kindAttributes[kind] as number] ?? '';
    frames.add(
      identifiers[kindIdentifier[kind] as number] as (typeof identifiers)[number],
      attributes,
      NO_LINE,
    );
  }
  const stacks = new StackTable();
  const { stackParent, stackKind } = columns;
  for (let stack = 0; stack < stackParent.length; stack++) {
    stacks.add((stack - (stackParent[stack] as number)) as StackIndex, stackKind[stack] as FrameIndex);
  }
  const samples = new SampleTable({ frames, stacks });
  const { sampleStack, sampleTime } = columns;
  for (let sample = 0; sample < sampleStack.length; sample++) {
    const seconds =
      header.seconds === undefined
        ? secondsFrom(sampleTime[sample] as number, header.timeBase)
        : Number(header.seconds[sample]);
    samples.add(sampleStack[sample] as StackIndex, seconds);
  }
  return Object.freeze({ ...factsFromJson(header.facts), samples });
}
