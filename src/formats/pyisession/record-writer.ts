import type { FrameIndex } from '../../model/frames.ts';
import { pythonFloat } from '../../model/python-float.ts';
import type { SampleTable } from '../../model/samples.ts';
import { NO_STACK, type StackIndex, type StackTable } from '../../model/stacks.ts';
import { FrameTextWriter, SEPARATOR } from './frame-text-writer.ts';

const COMMA = 0x2c;
const SPACE = 0x20;
const OPENING = 0x5b;
const CLOSING = 0x5d;

/** Writes frame records as JSON. Of each stack only the part that the one before does not share is put into text. */
export class RecordWriter {
  readonly #stacks: StackTable;
  readonly #texts: FrameTextWriter;
  /** The frames of the last stack as text, a separator before each. */
  #text: Buffer = Buffer.alloc(1 << 12);
  #view = viewOf(this.#text);
  /** Position behind the text of each frame of the last stack, the outermost first. */
  #ends = new Int32Array(64);
  #depth = 0;
  /** Frames of the stack to write that the last one does not share, the innermost first. */
  #tail = new Int32Array(64);
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
    const texts = this.#texts;
    let added = this.#splitFrom(stack);
    let at = this.#end;
    if (this.#depth + added > this.#ends.length) this.#ends = grown(this.#ends, this.#depth + added);
    while (added > 0) {
      const frame = this.#tail[--added] as FrameIndex;
      const row = texts.prepare(frame);
      if (at + texts.mostBytes > this.#text.length) this.#growText(at + texts.mostBytes);
      at = texts.write(this.#view, at, frame, row);
      this.#ends[this.#depth++] = at;
    }
    this.#last = stack;
  }

  /** Writes a record of the prepared stack, behind others a separator before it; returns the position behind it. */
  write(into: Buffer, start: number, seconds: number, isFirst: boolean): number {
    let at = start;
    if (!isFirst) {
      into[at++] = COMMA;
      into[at++] = SPACE;
    }
    into[at++] = OPENING;
    into[at++] = OPENING;
    at += this.#text.copy(into, at, SEPARATOR.length, this.#end);
    into[at++] = CLOSING;
    into[at++] = COMMA;
    into[at++] = SPACE;
    at += into.write(pythonFloat(seconds), at, 'latin1');
    into[at++] = CLOSING;
    return at;
  }

  get #end(): number {
    return this.#depth === 0 ? 0 : (this.#ends[this.#depth - 1] as number);
  }

  /** Forgets the frames that are not part of the stack, fills the tail, and returns how many are in it. */
  #splitFrom(stack: StackIndex): number {
    const stacks = this.#stacks;
    let count = 0;
    let last = this.#last;
    let wanted = stack;
    // A parent stands before its children, so the greater of the two is not a common ancestor.
    while (last !== wanted) {
      if (last > wanted) {
        this.#depth--;
        last = stacks.parentOf(last);
      } else {
        if (count === this.#tail.length) this.#tail = grown(this.#tail, count + 1);
        this.#tail[count++] = stacks.frameOf(wanted);
        wanted = stacks.parentOf(wanted);
      }
    }
    return count;
  }

  #growText(length: number): void {
    const text = Buffer.alloc(length * 2);
    this.#text.copy(text);
    this.#text = text;
    this.#view = viewOf(text);
  }
}

function grown(values: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const more = new Int32Array(length * 2);
  more.set(values);
  return more;
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
