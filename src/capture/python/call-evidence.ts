import type { CodeObject } from './code-object.ts';
import type { FrameObject } from './frame-object.ts';
import type { FrameObjectsLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { type PythonObjects, pointerAt } from './python-objects.ts';
import { NO_CALLABLE } from './stack-depths.ts';

/** Bound on what is remembered of the target's objects. */
const MOST_FUNCTIONS = 50_000;

/** The first member behind an object's header: `im_func`, `partial.fn`, `it_callable` and `gi_frame`. */
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
  /** Of an object, from its first member to where a function has its code. */
  readonly #bytes: Buffer;

  constructor(memory: Memory, layout: FrameObjectsLayout, objects: PythonObjects) {
    this.#memory = memory;
    this.#layout = layout;
    this.#objects = objects;
    this.#bytes = Buffer.alloc(layout.function.code + 8 - FIRST_MEMBER);
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

  /** The code of the function that the caller, a frame of `code`, stands at a call of, when it was seen to be called before; 0: none. */
  calledBy(caller: FrameObject, code: CodeObject): number {
    const slot = code.depths(this.#objects, this.#layout).callables[caller.unit] ?? NO_CALLABLE;
    const start = caller.stackStart;
    if (slot === NO_CALLABLE || start <= 0) return 0;
    // A call of a method has a null there when it found none of a class.
    const callable = caller.pointer(start + slot * 8) || caller.pointer(start + slot * 8 + 8);
    return this.#codes.get(callable) ?? 0;
  }

  #leadsTo(object: number, callee: FrameObject): boolean {
    if (this.#codes.get(object) === callee.code) return true;
    if (!this.#read(object)) return false;
    const first = pointerAt(this.#bytes, 0);
    if (this.#isFunctionOf(callee.code)) return this.#remember(object, callee.code);
    if (first === 0 || first === callee.address) return first !== 0;
    if (this.#codes.get(first) === callee.code) return true;
    return this.#read(first) && this.#isFunctionOf(callee.code) && this.#remember(first, callee.code);
  }

  #remember(callable: number, code: number): true {
    if (this.#codes.size >= MOST_FUNCTIONS) this.#codes.clear();
    this.#codes.set(callable, code);
    return true;
  }

  #read(object: number): boolean {
    return this.#memory.read(object + FIRST_MEMBER, this.#bytes, this.#bytes.length);
  }

  #isFunctionOf(code: number): boolean {
    return pointerAt(this.#bytes, this.#layout.function.code - FIRST_MEMBER) === code;
  }
}
