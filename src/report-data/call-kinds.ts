import {
  ATTRIBUTE_MARK,
  type FrameIndex,
  type FrameTable,
  type IdentifierIndex,
  NO_LINE,
} from '../model/frames.ts';
import { StringTable } from '../model/strings.ts';
import { TripleTable } from '../model/triples.ts';

/** Frames without their running lines, in the order of first appearance: functions with their classes and flags. */
export interface CallKinds {
  readonly identifiers: string[];
  readonly attributes: string[];
  /** Rows of `identifiers` and of `attributes` that make a kind. */
  readonly identifierOf: number[];
  readonly attributesOf: number[];
  /** The kind of each frame. */
  readonly kindOf: Int32Array;
}

export function listCallKinds(frames: FrameTable): CallKinds {
  const attributes = new StringTable();
  const attributeRows = new Map<number, number>();
  const kinds = new TripleTable();
  const kindOf = new Int32Array(frames.size);
  for (let index = 0; index < frames.size; index++) {
    const frame = index as FrameIndex;
    const set = frames.attributeSetOf(frame);
    let row = attributeRows.get(set);
    if (row === undefined) {
      row = attributes.intern(withoutLine(frames, frame));
      attributeRows.set(set, row);
    }
    kindOf[frame] = kinds.intern(frames.identifierOf(frame), row, 0);
  }
  const rows = Array.from({ length: kinds.size }, (_, row) => row);
  return {
    identifiers: listTexts(frames.identifierCount, (i) => frames.identifierText(i as IdentifierIndex)),
    attributes: listTexts(attributes.size, (i) => attributes.textOf(i as never)),
    identifierOf: rows.map((row) => kinds.at(row, 0)),
    attributesOf: rows.map((row) => kinds.at(row, 1)),
    kindOf,
  };
}

/** The bare mark of the line goes with it. */
function withoutLine(frames: FrameTable, frame: FrameIndex): string {
  const text = frames.attributesOf(frame);
  if (frames.lineOf(frame) === NO_LINE) return text;
  const parts = text.split(ATTRIBUTE_MARK);
  parts.splice(parts.indexOf('l'), 1);
  return parts.join(ATTRIBUTE_MARK);
}

function listTexts(count: number, textOf: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => textOf(index));
}
