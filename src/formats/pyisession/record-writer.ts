import { IntColumn } from '../../model/columns.ts';
import type { FrameIndex } from '../../model/frames.ts';
import { pythonFloat } from '../../model/python-float.ts';
import type { SampleTable } from '../../model/samples.ts';
import { NO_STACK, type StackIndex, type StackTable } from '../../model/stacks.ts';
import { FrameTextWriter } from './frame-text-writer.ts';

const COMMA = 0x2c;
const SPACE = 0x20;

/** Writes frame records as JSON. Of each stack only the part that the one before does not share is put into text. */
export class RecordWriter {
  readonly #stacks: StackTable;
  readonly #texts: FrameTextWriter;
  /** The frames of the last stack as text, and for each of them the position behind it. */
  #text: Buffer = Buffer.alloc(1 << 12);
  #view = viewOf(this.#text);
  readonly #ends = new IntColumn();
  readonly #tail = new IntColumn();
  #last: StackIndex = NO_STACK;

  constructor(samples: SampleTable) {
    this.#stacks = samples.stacks;
    this.#texts = new FrameTextWriter(samples.frames);
  }

  /** The most bytes that `write` needs after `prepare`. */
  get mostBytes(): number {
    return this.#end + 64;
  }

  /** Makes the text of the frames of a stack. */
  prepare(stack: StackIndex): void {
    for (let ending = this.#splitFrom(stack); ending > 0; ending--) this.#ends.pop();
    while (this.#tail.length > 0) this.#add(this.#tail.pop() as FrameIndex);
    this.#last = stack;
  }

  /** Writes a record of the prepared stack; returns the position behind it. */
  write(into: Buffer, start: number, seconds: number): number {
    let at = start + into.write('[[', start, 'latin1');
    at += this.#text.copy(into, at, 0, this.#end);
    return at + into.write(`], ${pythonFloat(seconds)}]`, at, 'latin1');
  }

  get #end(): number {
    const count = this.#ends.length;
    return count === 0 ? 0 : this.#ends.get(count - 1);
  }

  #add(frame: FrameIndex): void {
    let at = this.#end;
    this.#reserve(at + 2 + this.#texts.mostBytes(frame));
    if (at > 0) {
      this.#text[at++] = COMMA;
      this.#text[at++] = SPACE;
    }
    this.#ends.push(this.#texts.write(this.#view, at, frame));
  }

  /** Fills the tail and returns how many of the frames before are not part of the stack. */
  #splitFrom(stack: StackIndex): number {
    const stacks = this.#stacks;
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

  #reserve(length: number): void {
    if (length <= this.#text.length) return;
    const grown = Buffer.alloc(length * 2);
    this.#text.copy(grown);
    this.#text = grown;
    this.#view = viewOf(grown);
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
