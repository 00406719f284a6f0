import type { CodeObject } from './code-object.ts';
import type { FrameObject } from './frame-object.ts';
import type { FrameObjectsLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { type PythonObjects, pointerAt } from './python-objects.ts';
import { NO_CALLABLE } from './stack-depths.ts';

/** Bound on what is remembered of the target's objects. */
const MOST_FUNCTIONS = 50_000;

/** The first member behind an object's header: `func_code`, `im_func`, `partial.fn`, `it_callable` and `gi_frame`. */
const FIRST_MEMBER = 16;

/**
 * Whether a frame object shows that it calls another (CPython 3.8 to 3.10). A frame that called stands at an instruction that
 * calls, and what is called stays on its value stack meanwhile, with the arguments: a function with its code, a bound method or
 * `partial` with its function, a generator with its frame. So one read of the caller has both where it stands and what it
 * calls there. What lies above that on the value stack is left over from earlier calls. Calls through other C code do not show.
 */
export class CallEvidence {
  readonly #memory: Memory;
  readonly #objects: PythonObjects;
  readonly #layout: FrameObjectsLayout;
  /**
   * The code of functions that were called. Nothing else is remembered: generators, iterators and bound methods come and go at
   * the same addresses.
   */
  readonly #codes = new Map<number, number>();
  readonly #bytes = Buffer.alloc(8);

  constructor(memory: Memory, layout: FrameObjectsLayout, objects: PythonObjects) {
    this.#memory = memory;
    this.#layout = layout;
    this.#objects = objects;
  }

  /** Whether the caller, a frame of `code`, shows that it calls the other frame. */
  ofCall(caller: FrameObject, code: CodeObject, callee: FrameObject): boolean {
    const { callables, depths } = code.depths(this.#objects, this.#layout);
    const slot = callables[caller.unit] ?? NO_CALLABLE;
    const start = caller.stackStart;
    if (slot === NO_CALLABLE || start <= 0) return false;
    const end = Math.min(start + (depths[caller.unit] as number) * 8, caller.end);
    for (let at = start + slot * 8; at < end; at += 8) {
      const object = caller.pointer(at);
      if (object !== 0 && this.#leadsTo(object, callee)) return true;
    }
    return false;
  }

  #leadsTo(object: number, callee: FrameObject): boolean {
    if (this.#codes.get(object) === callee.code) return true;
    const first = this.#firstMember(object);
    if (first === callee.code) this.#remember(object, first);
    if (first === 0 || first === callee.code || first === callee.address) return first !== 0;
    if (this.#codes.get(first) === callee.code) return true;
    if (this.#firstMember(first) !== callee.code) return false;
    this.#remember(first, callee.code);
    return true;
  }

  #remember(callable: number, code: number): void {
    if (this.#codes.size >= MOST_FUNCTIONS) this.#codes.clear();
    this.#codes.set(callable, code);
  }

  /** 0 when there is none. */
  #firstMember(object: number): number {
    return this.#memory.read(object + FIRST_MEMBER, this.#bytes, 8) ? pointerAt(this.#bytes, 0) : 0;
  }
}
