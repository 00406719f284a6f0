import type { CodeObject } from './code-object.ts';
import type { Interpreter } from './find-interpreter.ts';
import { inspectionLayoutOf } from './layouts/inspection-layout.ts';
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

/** Reads the variables of frames, as the frame's memory has them at that moment. */
export class FrameLocals {
  readonly #objects: PythonObjects;
  readonly #layout: PythonLayout;
  readonly #values: ValueText | undefined;

  constructor({ memory, layout }: Interpreter) {
    const inspection = inspectionLayoutOf(layout.version);
    this.#objects = new PythonObjects(memory, layout);
    this.#layout = layout;
    this.#values = inspection && new ValueText(memory, layout, inspection);
  }

  /** Undefined when they cannot be read; a variable without a value is left out. */
  read(code: CodeObject, frame: number): LocalVariable[] | undefined {
    // Frame objects keep their cells elsewhere, and versions that have them are not known to the inspection.
    if (this.#layout.frames !== 'data-stack') return undefined;
    const { localNames, localKinds } = this.#layout.code;
    const names = this.#objects.tuple(pointerAt(code.header, localNames))?.slice(0, MOST_LOCALS);
    if (names === undefined || this.#values === undefined) return undefined;
    const kinds = this.#objects.bytesObject(pointerAt(code.header, localKinds), MOST_LOCALS * 8);
    const values = this.#objects.bytes(frame + this.#layout.frame.locals, names.length * 8);
    if (kinds === undefined || values === undefined) return undefined;
    const variables: LocalVariable[] = [];
    for (const [index, nameAddress] of names.entries()) {
      const name = this.#objects.text(nameAddress);
      const address = this.#inCell(objectAt(values, index * 8), kinds[index] ?? 0);
      if (name === undefined || address === 0) continue;
      variables.push({ name, value: this.#values.of(address) });
    }
    return variables;
  }

  /** Before the cell is made, the slot has the value itself. */
  #inCell(value: number, kind: number): number {
    if (value === 0 || (kind & CELL_OR_FREE) === 0) return value;
    const type = this.#objects.pointer(value + this.#layout.object.type) ?? 0;
    const name = this.#objects.pointer(type + this.#layout.type.name) ?? 0;
    if (this.#objects.cText(name) !== 'cell') return value;
    return this.#objects.pointer(value + this.#layout.cell.value) ?? 0;
  }
}
