import type { CodeObject } from './code-object.ts';
import type { Interpreter } from './find-interpreter.ts';
import type { PythonLayout } from './layouts/layout.ts';
import { objectAt, PythonObjects, pointerAt } from './python-objects.ts';
import { ValueText } from './value-text.ts';

export interface LocalVariable {
  readonly name: string;
  /** As Python writes it when it is short and simple, else its type and length. */
  readonly value: string;
}

/** Kinds of a local in `co_localspluskinds` (Include/internal/pycore_code.h): its value is in a cell. */
const CELL_OR_FREE = 0x40 | 0x80;
const MOST_LOCALS = 200;

interface Slot {
  /** Address of the name. */
  readonly name: number;
  readonly isCell: boolean;
}

/** Reads the variables of frames, as the frame's memory has them at that moment. */
export class FrameLocals {
  readonly #objects: PythonObjects;
  readonly #layout: PythonLayout;
  readonly #values: ValueText;

  constructor({ memory, layout }: Interpreter) {
    this.#objects = new PythonObjects(memory, layout);
    this.#layout = layout;
    this.#values = new ValueText(memory, layout);
  }

  /**
   * Undefined when they cannot be read, or another function has the frame's memory now, which the same read tells; a variable
   * without a value is left out.
   */
  read(code: CodeObject, frame: number): LocalVariable[] | undefined {
    const slots = this.#slotsOf(code);
    if (slots === undefined) return undefined;
    const { locals, code: codeAt } = this.#layout.frame;
    const bytes = this.#objects.bytes(frame, locals + slots.length * 8);
    if (bytes === undefined || objectAt(bytes, codeAt) !== code.address) return undefined;
    const variables: LocalVariable[] = [];
    for (const [index, { name: nameAddress, isCell }] of slots.entries()) {
      const name = this.#objects.name(nameAddress);
      const value = objectAt(bytes, locals + index * 8);
      const address = isCell ? this.#inCell(value) : value;
      if (name === undefined || address === 0) continue;
      variables.push({ name, value: this.#values.of(address) });
    }
    return variables;
  }

  #slotsOf({ header }: CodeObject): Slot[] | undefined {
    const layout = this.#layout;
    const names = this.#objects.tuple(pointerAt(header, layout.code.localNames))?.slice(0, MOST_LOCALS);
    if (names === undefined) return undefined;
    if (layout.frames === 'objects') {
      // Cells have their slots behind those of the other variables, and a list of names of their own.
      const cells = this.#objects.tuple(pointerAt(header, layout.code.cellNames))?.slice(0, MOST_LOCALS);
      return [
        ...names.map((name) => ({ name, isCell: false })),
        ...(cells ?? []).map((name) => ({ name, isCell: true })),
      ];
    }
    const kinds = this.#objects.bytesObject(pointerAt(header, layout.code.localKinds), MOST_LOCALS * 8);
    return (
      kinds && names.map((name, index) => ({ name, isCell: ((kinds[index] ?? 0) & CELL_OR_FREE) !== 0 }))
    );
  }

  /** Before the cell is made, the slot has the value itself. */
  #inCell(value: number): number {
    if (value === 0) return 0;
    const type = this.#objects.pointer(value + this.#layout.object.type) ?? 0;
    const name = this.#objects.pointer(type + this.#layout.type.name) ?? 0;
    if (this.#objects.cText(name) !== 'cell') return value;
    return this.#objects.pointer(value + this.#layout.cell.value) ?? 0;
  }
}
