import type { CodeObject } from './code-object.ts';
import type { PythonLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { PythonObjects, pointerAt, TYPE_SUBCLASS } from './python-objects.ts';
import { Recollection } from './recollection.ts';

/** How long a type is taken to be the one last seen at its address, in milliseconds. */
const TRUSTED_MILLIS = 20;

/** The class that the first local of a method tells, as pyinstrument's `_get_class_name_of_frame` finds it. */
export class ClassNames {
  readonly #names = new Recollection(TRUSTED_MILLIS, (type) => this.#objects.typeName(type));
  readonly #objects: PythonObjects;
  readonly #memory: Memory;
  readonly #layout: PythonLayout;
  readonly #head = Buffer.alloc(24);

  constructor(memory: Memory, layout: PythonLayout) {
    this.#memory = memory;
    this.#layout = layout;
    this.#objects = new PythonObjects(memory, layout);
  }

  /** `value` is the address in the frame's first local; 0: not bound. */
  nameOf(code: CodeObject, value: number, now: number): string | undefined {
    const { cell, object } = this.#layout;
    if (value === 0 || !this.#memory.read(value, this.#head, this.#head.length)) return undefined;
    if (code.receiverInCell) {
      const inside = pointerAt(this.#head, cell.value);
      if (inside === 0 || !this.#memory.read(inside, this.#head, this.#head.length)) return undefined;
      return this.#receiverClass(code, inside, pointerAt(this.#head, object.type), now);
    }
    return this.#receiverClass(code, value, pointerAt(this.#head, object.type), now);
  }

  #receiverClass(code: CodeObject, value: number, type: number, now: number): string | undefined {
    if (code.receiver === 'self') return this.#names.at(type, now);
    const flags = this.#objects.pointer(type + this.#layout.type.flags);
    return flags !== undefined && (flags & TYPE_SUBCLASS) !== 0 ? this.#names.at(value, now) : undefined;
  }
}
