import {
  type AttributeSetIndex,
  type FrameIndex,
  type FrameTable,
  type IdentifierIndex,
  NO_LINE,
} from '../../model/frames.ts';
import { pythonFloat } from '../../model/python-float.ts';
import { pythonString } from '../../model/python-string.ts';
import type { SampleTable } from '../../model/samples.ts';
import { NO_STACK, type StackIndex, type StackTable } from '../../model/stacks.ts';

const MARK_OF_LINE = '\\u0001l';

/** Writes frame records as JSON. Of each stack only the part that the one before does not share is put into text. */
export class RecordWriter {
  readonly #frames: FrameTable;
  readonly #stacks: StackTable;
  readonly #identifiers: string[] = [];
  readonly #attributes: string[] = [];
  /** The frames of the last stack as text, and for each of them the position behind it. */
  #text: Buffer = Buffer.allocUnsafe(1 << 12);
  readonly #ends: number[] = [];
  readonly #tail: FrameIndex[] = [];
  #last: StackIndex = NO_STACK;

  constructor(samples: SampleTable) {
    this.#frames = samples.frames;
    this.#stacks = samples.stacks;
  }

  /** The most bytes that `write` needs after `prepare`. */
  get mostBytes(): number {
    return (this.#ends.at(-1) ?? 0) + 64;
  }

  /** Makes the text of the frames of a stack. */
  prepare(stack: StackIndex): void {
    this.#ends.length -= this.#splitFrom(stack);
    let at = this.#ends.at(-1) ?? 0;
    for (let next = this.#tail.length - 1; next >= 0; next--) {
      const text = this.#textOf(this.#tail[next] as FrameIndex);
      this.#reserve(at + text.length + 2);
      if (at > 0) at += this.#text.write(', ', at, 'latin1');
      at += this.#text.write(text, at, 'latin1');
      this.#ends.push(at);
    }
    this.#last = stack;
  }

  /** Writes a record of the prepared stack; returns the position behind it. */
  write(into: Buffer, start: number, seconds: number): number {
    let at = start + into.write('[[', start, 'latin1');
    at += this.#text.copy(into, at, 0, this.#ends.at(-1) ?? 0);
    return at + into.write(`], ${pythonFloat(seconds)}]`, at, 'latin1');
  }

  /** Fills the tail and returns how many of the frames before are not part of the stack. */
  #splitFrom(stack: StackIndex): number {
    const stacks = this.#stacks;
    this.#tail.length = 0;
    let ending = 0;
    let last = this.#last;
    let wanted = stack;
    // A parent stands before its children, so the greater of the two is not a common ancestor.
    while (last !== wanted) {
      if (last > wanted) {
        ending++;
        last = stacks.parentOf(last);
      } else {
        this.#tail.push(stacks.frameOf(wanted));
        wanted = stacks.parentOf(wanted);
      }
    }
    return ending;
  }

  #textOf(frame: FrameIndex): string {
    const identifier = this.#identifierText(this.#frames.identifierOf(frame));
    const attributes = this.#attributesText(this.#frames.attributeSetOf(frame));
    const line = this.#frames.lineOf(frame);
    if (line === NO_LINE) return `"${identifier}${attributes}"`;
    if (attributes.endsWith(MARK_OF_LINE)) return `"${identifier}${attributes}${line}"`;
    return pythonString(this.#frames.textOf(frame));
  }

  #identifierText(identifier: IdentifierIndex): string {
    let text = this.#identifiers[identifier];
    if (text === undefined) {
      text = pythonString(this.#frames.identifierText(identifier)).slice(1, -1);
      this.#identifiers[identifier] = text;
    }
    return text;
  }

  #attributesText(set: AttributeSetIndex): string {
    let text = this.#attributes[set];
    if (text === undefined) {
      text = pythonString(this.#frames.attributesText(set)).slice(1, -1);
      this.#attributes[set] = text;
    }
    return text;
  }

  #reserve(length: number): void {
    if (length <= this.#text.length) return;
    const grown = Buffer.allocUnsafe(length * 2);
    this.#text.copy(grown);
    this.#text = grown;
  }
}
