import type { Interpreter } from '../../src/capture/python/find-interpreter.ts';
import type { PythonLayout } from '../../src/capture/python/layouts/layout.ts';
import { MemoryImage, put } from '../../src/capture/python/memory-image.ts';
import type { OpenMemory } from '../../src/capture/python/process-memory.ts';

const RUNTIME = 0x10_0000;
const INTERPRETER = 0x11_0000;
/** Room before and in an instance. */
const BEFORE = 64;
const INSTANCE_BYTES = 128;
/** Where an instance has its dict in versions in which its type tells. */
const DICT_OFFSET = 24;
/** Of glibc's thread descriptor. */
const DESCRIPTOR_TID = 720;
const INDEX_BYTES = 8;

export const PREFIXES: readonly string[] = ['prefix', 'base_prefix', 'exec_prefix', 'base_exec_prefix'];

/** A made-up interpreter with one thread, what `sys` tells of paths, and the name of the thread in `threading._active`. */
export class InterpreterImage extends MemoryImage {
  readonly layout: PythonLayout;
  readonly thread: number;

  /** The thread has the native id of this process, for the kernel is asked for it. */
  constructor(layout: PythonLayout, threadName: string) {
    super(layout);
    this.layout = layout;
    const { interpreter, runtime, inspection } = layout;
    put(this.place(RUNTIME, runtime.interpretersHead + 8), runtime.interpretersHead, INTERPRETER);
    const state = this.place(INTERPRETER, Math.max(...Object.values(interpreter), inspection.modules) + 8);
    this.thread = this.#threadState();
    put(state, interpreter.threadsHead, this.thread);
    const path = this.#list([this.text('/rehearsal')]);
    const prefixes = PREFIXES.map((key) => [key, this.text(`/${key}`)] as const);
    put(state, interpreter.sysdict, this.#dict([['path', path], ...prefixes]));
    const thread = this.#instance([
      ['_name', this.text(threadName)],
      ['_native_id', this.#int(process.pid)],
    ]);
    const active = this.#dict([['1', thread]]);
    const threading = this.allocate(inspection.moduleDict + 8);
    put(this.bytesAt(threading), inspection.moduleDict, this.#dict([['_active', active]]));
    put(state, inspection.modules, this.#dict([['threading', threading]]));
  }

  /** `memory`: what this image is read through. */
  interpreter(memory: OpenMemory): Interpreter {
    return interpreterIn(memory, this.layout, RUNTIME);
  }

  #threadState(): number {
    const { layout } = this;
    const address = this.allocate(1024);
    const bytes = this.bytesAt(address);
    if (layout.frames === 'data-stack') put(bytes, layout.thread.nativeThreadId, process.pid);
    else {
      const descriptor = this.allocate(DESCRIPTOR_TID + 8);
      put(this.bytesAt(descriptor), DESCRIPTOR_TID, process.pid);
      put(bytes, layout.thread.threadId, descriptor);
    }
    put(bytes, layout.thread.next, 0);
    return address;
  }

  #list(items: readonly number[]): number {
    const { list } = this.layout;
    const address = this.allocate(64);
    const content = this.allocate(items.length * 8);
    for (const [index, item] of items.entries()) put(this.bytesAt(content), index * 8, item);
    put(this.bytesAt(address), list.size, items.length);
    put(this.bytesAt(address), list.items, content);
    return address;
  }

  #dict(entries: readonly (readonly [key: string, value: number])[]): number {
    const { dict, dictKeys, inspection } = this.layout;
    const start = dictKeys.indices + INDEX_BYTES;
    const keys = this.allocate(start + entries.length * 24);
    const bytes = this.bytesAt(keys);
    if (dictKeys.index === 'slots') put(bytes, dictKeys.slots, INDEX_BYTES);
    else bytes[dictKeys.log2IndexBytes] = Math.log2(INDEX_BYTES);
    put(bytes, dictKeys.entryCount, entries.length);
    for (const [index, [key, value]] of entries.entries()) {
      put(bytes, start + index * 24 + 8, this.text(key));
      put(bytes, start + index * 24 + 16, value);
    }
    const address = this.allocate(inspection.dictValues + 8);
    put(this.bytesAt(address), dict.keys, keys);
    return address;
  }

  #instance(attributes: readonly (readonly [key: string, value: number])[]): number {
    const { object, inspection } = this.layout;
    const place = inspection.attributes;
    const type = this.makeType('threading.Thread');
    if (place.kind === 'dict-offset') put(this.bytesAt(type), place.offsetInType, DICT_OFFSET);
    const start = this.allocate(BEFORE + INSTANCE_BYTES);
    const bytes = this.bytesAt(start);
    put(bytes, BEFORE + object.type, type);
    const dict =
      place.kind === 'dict-offset' ? DICT_OFFSET : place.kind === 'tagged-pointer' ? place.word : place.dict;
    put(bytes, BEFORE + dict, this.#dict(attributes));
    return start + BEFORE;
  }

  #int(value: number): number {
    const { longHead, longDigits } = this.layout.inspection;
    const address = this.allocate(64);
    const bytes = this.bytesAt(address);
    put(bytes, longHead.offset, longHead.kind === 'tag' ? 1 << 3 : 1);
    bytes.writeUInt32LE(value, longDigits);
    return address;
  }
}

export function interpreterIn(memory: OpenMemory, layout: PythonLayout, runtime: number): Interpreter {
  return { pid: process.pid, memory, layout, runtime, codeType: undefined, version: layout.version };
}
