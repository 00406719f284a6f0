import type { FrameIndex } from '../model/frames.ts';
import type { SampleIndex, SampleTable } from '../model/samples.ts';
import type { StackIndex } from '../model/stacks.ts';

/**
 * A sample as pyinstrument writes it: frame texts from the outermost call to the innermost, and the seconds attributed to
 * them. A frame text is `function NUL file NUL firstLine`, then attributes, each behind `\x01`.
 */
export type FrameRecord = readonly [stack: readonly string[], seconds: number];

/** Frame records, made one at a time as they are asked for: iterate, index, or spread them into an array. */
export interface FrameRecords extends Iterable<FrameRecord> {
  readonly length: number;
  readonly [index: number]: FrameRecord;
  /** As of arrays: a negative index counts from the end. */
  at(index: number): FrameRecord | undefined;
  toJSON(): FrameRecord[];
}

/** A view of the samples. Each access makes new arrays: changing them changes nothing else. */
export function viewFrameRecords(samples: SampleTable): FrameRecords {
  const record = (index: number): FrameRecord | undefined => {
    if (!Number.isInteger(index) || index < 0 || index >= samples.length) return undefined;
    const sample = index as SampleIndex;
    return [frameTexts(samples, samples.stackOf(sample)), samples.secondsOf(sample)];
  };
  const view = {
    length: samples.length,
    at: (index: number) => record(index < 0 ? samples.length + index : index),
    toJSON: (): FrameRecord[] => [...iterate()],
    [Symbol.iterator]: iterate,
  };
  function* iterate(): Generator<FrameRecord> {
    for (let i = 0; i < samples.length; i++) yield record(i) as FrameRecord;
  }
  return new Proxy(view, {
    get: (target, key, receiver) =>
      typeof key === 'string' && INDEX.test(key) ? record(Number(key)) : Reflect.get(target, key, receiver),
  }) as FrameRecords;
}

const INDEX = /^(0|[1-9]\d*)$/;

function frameTexts(samples: SampleTable, stack: StackIndex): string[] {
  return samples.stacks.framesOf(stack).map((frame: FrameIndex) => samples.frames.textOf(frame));
}
