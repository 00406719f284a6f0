import type { FrameObjectsLayout } from './layouts/layout.ts';
import { MemoryImage, put } from './memory-image.ts';

const THREAD = 0x10_0000;
const FRAMES = 0x20_0000;
const FRAME_BYTES = 1024;
/** Opcodes that are the same in all of these versions (Include/opcode.h). */
const RETURN_VALUE = 83;
const LOAD_GLOBAL = 116;
const CALL_FUNCTION = 131;
/** Where the frames stand: at a call, behind the instruction that pushes what it calls. */
const CALL_UNIT = 1;

/** A made-up process of CPython 3.8 to 3.10: a thread with frame objects that lie side by side, each a method of a class. */
export class FrameObjectsImage extends MemoryImage {
  readonly layout: FrameObjectsLayout;
  readonly thread: number = THREAD;

  /** `names` are the functions from the outermost. */
  constructor(layout: FrameObjectsLayout, names: readonly string[]) {
    super(layout);
    this.layout = layout;
    const { frame, function: functionLayout } = layout;
    const receiver = this.makeInstance(this.makeType('rehearsal.Part'));
    const frames = this.place(FRAMES, names.length * FRAME_BYTES);
    let callee = 0;
    for (let index = names.length - 1; index >= 0; index--) {
      const code = this.#code(names[index] as string, index);
      const at = index * FRAME_BYTES;
      const bytes = frames.subarray(at);
      put(bytes, frame.back, index === 0 ? 0 : FRAMES + at - FRAME_BYTES);
      put(bytes, frame.code, code);
      bytes.writeInt32LE(CALL_UNIT * (frame.instructionBytes === 1 ? 2 : 1), frame.instruction);
      bytes[frame.state] = frame.executing;
      put(bytes, frame.locals, receiver);
      put(bytes, frame.valueStack, FRAMES + at + frame.locals + 8);
      put(bytes, frame.locals + 8, callee);
      callee = this.allocate(functionLayout.code + 8);
      put(this.bytesAt(callee), functionLayout.code, code);
    }
    put(this.place(THREAD, 1024), layout.thread.currentFrame, FRAMES + (names.length - 1) * FRAME_BYTES);
  }

  /** Makes the outermost frame another one, in a word that no walk looks into: behind its code stand its built-ins. */
  changeOutermost(): void {
    const at = this.layout.frame.code + 8;
    const bytes = this.bytesAt(FRAMES);
    bytes[at] = (bytes[at] as number) ^ 1;
  }

  #code(name: string, firstLine: number): number {
    const { code, object } = this.layout;
    const address = this.allocate(code.size + 8);
    const bytes = this.bytesAt(address);
    put(bytes, object.type, this.codeType);
    bytes.writeInt32LE(1, code.localCount);
    bytes.writeInt32LE(1, code.stackSize);
    bytes.writeInt32LE(firstLine + 1, code.firstLine);
    put(bytes, code.name, this.text(name));
    put(bytes, code.fileName, this.text('/rehearsal.py'));
    put(bytes, code.localNames, this.tuple([this.text('self')]));
    put(bytes, code.cellNames, this.tuple([]));
    put(bytes, code.lineTable, this.bytesObject([0, 1]));
    put(bytes, code.instructions, this.bytesObject([LOAD_GLOBAL, 0, CALL_FUNCTION, 0, RETURN_VALUE, 0]));
    return address;
  }
}
