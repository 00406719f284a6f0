import { PLAIN } from './code-object.ts';
import type { DataStackLayout } from './layouts/layout.ts';
import { MemoryImage, put } from './memory-image.ts';

const CHUNK = 0x20_0000;
const SECOND_CHUNK = 0x21_0000;
const CHUNK_BYTES = 16 << 10;
const THREAD = 0x10_0000;
const CFRAME = 0x11_0000;
const SHIM = 0x12_0000;
const SHIM_MARGIN = 64;
/** Where the frames stand: at a call, behind two instructions that push what it calls. */
export const CALL_UNIT = 2;

/** A made-up process: a thread with a stack of frames in one chunk or two, each a method of a class. */
export class DataStackImage extends MemoryImage {
  readonly layout: DataStackLayout;
  readonly thread: number = THREAD;
  /** Whether the innermost frame is left or entered whenever the thread is read. */
  isRestless = false;
  /** The two innermost frames. */
  #current = 0;
  #caller = 0;
  /** The innermost frame's value stack. */
  #slots: Buffer = Buffer.alloc(0);

  /** `names` are the functions from the outermost, the first `inFirst` of them in the first chunk; the innermost executes. */
  constructor(layout: DataStackLayout, names: readonly string[], inFirst: number = names.length) {
    super(layout);
    this.layout = layout;
    this.place(CFRAME, 64);
    // What stands before a frame is read with it, for it may be a generator's.
    const shim = this.place(SHIM - SHIM_MARGIN, SHIM_MARGIN + layout.frame.locals + 8);
    shim[SHIM_MARGIN + layout.frame.owner] = layout.cStackOwner ?? 0;
    let chunk = this.#chunk(CHUNK, 0);
    const receiver = this.#receiver();
    // The first slot of the first chunk stays free.
    let at = layout.chunk.data + 8;
    let caller = 0;
    for (const [index, name] of names.entries()) {
      if (index === inFirst) {
        put(chunk, layout.chunk.top, (at - layout.chunk.data) / 8);
        chunk = this.#chunk(SECOND_CHUNK, CHUNK);
        at = layout.chunk.data;
      }
      const code = this.code(name, index);
      const frame = chunk.subarray(at);
      put(frame, layout.frame.code, code);
      put(frame, layout.frame.previous, caller === 0 && layout.cStackOwner !== undefined ? SHIM : caller);
      put(frame, layout.frame.instruction, code + layout.code.instructions + CALL_UNIT * 2);
      put(frame, layout.frame.function, this.#function(code, index));
      const { stackTop } = layout.frame;
      if (stackTop !== undefined) frame.writeInt32LE(index === names.length - 1 ? -1 : 1, stackTop);
      if (layout.frame.isEntry !== undefined) frame[layout.frame.isEntry] = caller === 0 ? 1 : 0;
      this.#caller = caller;
      put(frame, layout.frame.locals, receiver);
      this.#slots = frame.subarray(layout.frame.locals + 8);
      caller = (index < inFirst ? CHUNK : SECOND_CHUNK) + at;
      at += layout.frame.locals + 5 * 8;
    }
    this.#threadState(names.length > inFirst ? SECOND_CHUNK : CHUNK, at, caller);
  }

  /** The innermost frame waits for a C function: one of a module, or a method of `owner` that is called on a `receiver`. */
  callBuiltIn(name: string, method?: { readonly owner: number; readonly receiver: number }): void {
    const { builtIn, object, opcodes } = this.layout;
    const definition = this.allocate(builtIn.definitionName + 8);
    put(this.bytesAt(definition), builtIn.definitionName, this.cText(name));
    const callable = this.allocate(64);
    const bytes = this.bytesAt(callable);
    const kind = method === undefined ? 'builtin_function_or_method' : 'method_descriptor';
    put(bytes, object.type, this.makeType(kind));
    put(bytes, method === undefined ? builtIn.definition : builtIn.descriptorDefinition, definition);
    if (method !== undefined) put(bytes, builtIn.descriptorType, method.owner);
    const hasReceiver = method !== undefined;
    put(this.#slots, 0, opcodes.callableFirst || hasReceiver ? callable : 0);
    put(this.#slots, 8, method?.receiver ?? (opcodes.callableFirst ? 0 : callable));
  }

  get innermost(): number {
    return this.#current;
  }

  /** The first chunk of its data stack. */
  get stack(): Buffer {
    return this.bytesAt(CHUNK);
  }

  get secondChunk(): Buffer {
    return this.bytesAt(SECOND_CHUNK);
  }

  /** Makes the outermost frame another one, in a word that no walk looks into: its globals stand behind the function. */
  changeOutermost(): void {
    const { chunk, frame } = this.layout;
    const at = chunk.data + 8 + frame.function + 8;
    this.stack[at] = (this.stack[at] as number) ^ 1;
  }

  #chunk(address: number, previous: number): Buffer {
    const { chunk } = this.layout;
    const bytes = this.place(address, CHUNK_BYTES);
    put(bytes, chunk.previous, previous);
    put(bytes, chunk.size, CHUNK_BYTES);
    return bytes;
  }

  #threadState(chunk: number, used: number, current: number): void {
    const { thread } = this.layout;
    const state = this.place(THREAD, 1024);
    put(state, thread.datastackChunk, chunk);
    put(state, thread.datastackTop, chunk + used);
    if (thread.currentFrame.pointer !== undefined) {
      put(state, thread.currentFrame.pointer, CFRAME);
      put(this.place(CFRAME + 0x1000, 8), 0, 0);
    }
    this.setCurrent(current);
  }

  override read(address: number, into: Uint8Array, length: number): boolean {
    if (this.isRestless && address === THREAD) {
      const { innermost } = this;
      this.setCurrent(this.#caller);
      this.#caller = innermost;
    }
    return super.read(address, into, length);
  }

  /** Makes another frame the innermost. */
  setCurrent(frame: number): void {
    this.#current = frame;
    const { pointer, offset } = this.layout.thread.currentFrame;
    put(this.bytesAt(pointer === undefined ? THREAD : CFRAME), offset, frame);
  }

  /** A new code object; `version` is that of its function too. */
  code(name: string, version: number): number {
    const { code, object } = this.layout;
    const units = 8;
    const address = this.allocate(code.instructions + units * 2);
    const bytes = this.bytesAt(address);
    put(bytes, object.type, this.codeType);
    put(bytes, code.unitCount, units);
    bytes.writeInt32LE(1, code.localCount);
    bytes.writeInt32LE(4, code.stackSize);
    bytes.writeInt32LE(version + 1, code.firstLine);
    if (code.version !== undefined) bytes.writeUInt32LE(version + 1, code.version);
    put(bytes, code.name, this.text(name));
    put(bytes, code.fileName, this.text('/rehearsal.py'));
    put(bytes, code.localNames, this.tuple([this.text('self')]));
    put(bytes, code.localKinds, this.bytesObject([0x20]));
    put(bytes, code.exceptionTable, this.bytesObject([]));
    put(bytes, code.lineTable, this.bytesObject([0x80 | (13 << 3) | 7, 2]));
    bytes.fill(PLAIN, code.instructions);
    const pushes = pushOf(this.layout);
    for (let unit = 0; unit < CALL_UNIT; unit++) bytes[code.instructions + unit * 2] = pushes;
    // A call of the next function, at which a caller stands.
    const call = code.instructions + CALL_UNIT * 2;
    bytes[call] = this.layout.opcodes.versionedCalls[0] as number;
    bytes.writeUInt32LE(version + 1, call + 4);
    bytes[code.instructions + (units - 1) * 2] = this.layout.opcodes.flow.indexOf('e');
    return address;
  }

  #function(code: number, version: number): number {
    const { function: layout } = this.layout;
    const address = this.allocate(layout.version + 4);
    put(this.bytesAt(address), layout.code, code);
    this.bytesAt(address).writeUInt32LE(version, layout.version);
    return address;
  }

  #receiver(): number {
    return this.makeInstance(this.makeType('rehearsal.Part'));
  }
}

/** An instruction that pushes something, without caches. */
function pushOf({ opcodes: { stackEffects, cacheUnits, bases } }: DataStackLayout): number {
  for (let opcode = 0; opcode < stackEffects.length; opcode++) {
    const isBase = Number.parseInt(bases.slice(opcode * 2, opcode * 2 + 2), 16) === opcode;
    if (isBase && stackEffects[opcode] === '5' && cacheUnits[opcode] === '0') return opcode;
  }
  return PLAIN;
}
