import type { Interpreter } from './find-interpreter.ts';
import { inspectionLayoutOf } from './layouts/inspection-layout.ts';
import { PythonObjects } from './python-objects.ts';
import { mainInterpreterOf } from './thread-list.ts';

/** Who holds the interpreter lock (`struct _gil_runtime_state`). */
export class GilHolder {
  /** Address of the thread's state; 0: nobody, or not known. */
  holder = 0;
  readonly #objects: PythonObjects;
  readonly #holderPlace: number;
  readonly #lockedPlace: number;

  constructor(interpreter: Interpreter) {
    const { memory, layout, runtime } = interpreter;
    const inspection = inspectionLayoutOf(layout.version);
    this.#objects = new PythonObjects(memory, layout);
    const gil =
      inspection === undefined
        ? 0
        : inspection.gil.kind === 'in-runtime'
          ? runtime + inspection.gil.offset
          : (this.#objects.pointer((mainInterpreterOf(interpreter) ?? 0) + inspection.gil.pointer) ?? 0);
    this.#holderPlace = gil + (inspection?.gilHolder ?? 0);
    this.#lockedPlace = gil + (inspection?.gilLocked ?? 0);
  }

  look(): void {
    const locked = this.#objects.pointer(this.#lockedPlace) ?? 0;
    // A C int; what follows it in the struct is another field.
    this.holder = locked % 0x1_0000_0000 === 1 ? (this.#objects.pointer(this.#holderPlace) ?? 0) : 0;
  }
}
