import type { Interpreter } from './find-interpreter.ts';
import { pointerAt } from './python-objects.ts';
import { mainInterpreterOf } from './thread-list.ts';

/** Which frame garbage is collected in, where the interpreter tells (CPython 3.15 and later). */
export class GarbageCollection {
  readonly #interpreter: Interpreter;
  /** Offset in the interpreter's state. */
  readonly #offset: number | undefined;
  readonly #bytes = Buffer.alloc(8);
  /** Address of the interpreter's state; 0: not found yet. */
  #state = 0;

  constructor(interpreter: Interpreter) {
    const { layout } = interpreter;
    this.#interpreter = interpreter;
    this.#offset = layout.frames === 'data-stack' ? layout.collectingFrame : undefined;
  }

  /** Address of the frame in which a collection began and runs; 0 when none does, or none that can be told. */
  look(): number {
    if (this.#offset === undefined) return 0;
    if (this.#state === 0) this.#state = mainInterpreterOf(this.#interpreter) ?? 0;
    const isRead = this.#interpreter.memory.read(this.#state + this.#offset, this.#bytes, 8);
    return isRead ? pointerAt(this.#bytes, 0) : 0;
  }
}
