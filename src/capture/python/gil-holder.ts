import type { Interpreter } from './find-interpreter.ts';
import { PythonObjects, pointerAt } from './python-objects.ts';
import { mainInterpreterOf } from './thread-list.ts';

/** `struct _gil_runtime_state` as far as `switch_number`, which follows `locked` in every version. */
const GIL_BYTES = 32;
const SWITCHES = 24;
/** A C int; what follows it in the struct is another field. */
const INT_VALUES = 0x1_0000_0000;

/**
 * Who holds the interpreter lock, and who may have held it meanwhile: each time that the lock goes to another thread it
 * counts. Without the lock a thread's Python stack cannot change.
 */
export class GilHolder {
  /** Address of the thread's state; 0: nobody, or not known. */
  holder = 0;
  readonly #interpreter: Interpreter;
  readonly #bytes = Buffer.alloc(GIL_BYTES);
  /** 0: not made yet. */
  #gil = 0;
  #lastHolder = 0;
  /** The one before, when the lock went from it to the last one directly. */
  #passedBy = 0;
  #switches = -1;
  /** Others than these two may have held it. */
  #isOpen = true;
  /** Whether the lock went to another thread since the look before, or that is not known. */
  hasSwitched = true;

  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
  }

  look(): void {
    this.#isOpen = true;
    this.hasSwitched = true;
    this.holder = 0;
    const { inspection } = this.#interpreter.layout;
    if (this.#gil === 0) this.#gil = this.#find();
    if (!this.#interpreter.memory.read(this.#gil, this.#bytes, GIL_BYTES)) return;
    const lastHolder = pointerAt(this.#bytes, inspection.gilHolder);
    const switches = pointerAt(this.#bytes, SWITCHES);
    this.hasSwitched = switches !== this.#switches || lastHolder !== this.#lastHolder;
    // Without a switch, what differs was read while the two words were written.
    this.#isOpen = this.hasSwitched && switches !== this.#switches + 1;
    this.#passedBy = this.#lastHolder;
    this.#lastHolder = lastHolder;
    this.#switches = switches;
    if (pointerAt(this.#bytes, inspection.gilLocked) % INT_VALUES === 1) this.holder = lastHolder;
  }

  /** Whether a thread may have held the lock since the look before the last one. */
  mayHaveHeld(thread: number): boolean {
    return this.#isOpen || thread === this.#lastHolder || thread === this.#passedBy;
  }

  #find(): number {
    const { memory, layout, runtime } = this.#interpreter;
    const { gil } = layout.inspection;
    if (gil.kind === 'in-runtime') return runtime + gil.offset;
    const main = mainInterpreterOf(this.#interpreter);
    return main === undefined ? 0 : (new PythonObjects(memory, layout).pointer(main + gil.pointer) ?? 0);
  }
}
