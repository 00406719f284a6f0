import type { FrameObject } from './frame-object.ts';
import type { Memory } from './process-memory.ts';
import { pointerAt } from './python-objects.ts';

/** Bound on what is remembered of the target's objects. */
const MOST_TARGETS = 50_000;

/** The first member behind an object's header: `func_code`, `im_func`, `partial.fn` and `gi_frame`. */
const FIRST_MEMBER = 16;

/**
 * Whether a frame object shows that it calls another (CPython 3.8 to 3.10). What is called stays on the caller's value stack
 * during the call: a function with its code, a bound method or `partial` with its function, a generator with its frame. So one
 * read of the caller has both where it stands and what it calls there. Calls through other C code do not show.
 */
export class CallEvidence {
  readonly #memory: Memory;
  /** The first member of objects that stood on value stacks. */
  readonly #targets = new Map<number, number>();
  readonly #bytes = Buffer.alloc(8);

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** Whether the caller shows that it calls the other frame. `depth` is the size of its value stack. */
  ofCall(caller: FrameObject, callee: FrameObject, depth: number): boolean {
    return (
      this.#shows(caller, callee, { depth, fresh: false }) ||
      this.#shows(caller, callee, { depth, fresh: true })
    );
  }

  #shows(
    caller: FrameObject,
    callee: FrameObject,
    { depth, fresh }: { readonly depth: number; readonly fresh: boolean },
  ): boolean {
    const start = caller.stackStart;
    const end = Math.min(start + depth * 8, caller.end);
    for (let at = start > 0 ? start : end; at < end; at += 8) {
      const object = caller.pointer(at);
      const first = object === 0 ? 0 : this.#firstMember(object, fresh);
      if (first === 0) continue;
      // Generators come and go at the same addresses: what was remembered of one proves nothing.
      if (first === callee.code || (fresh && first === callee.address)) return true;
      if (this.#firstMember(first, fresh) === callee.code) return true;
    }
    return false;
  }

  /** 0 when there is none. */
  #firstMember(object: number, fresh: boolean): number {
    const known = fresh ? undefined : this.#targets.get(object);
    if (known !== undefined) return known;
    const member = this.#memory.read(object + FIRST_MEMBER, this.#bytes, 8) ? pointerAt(this.#bytes, 0) : 0;
    if (this.#targets.size >= MOST_TARGETS) this.#targets.clear();
    this.#targets.set(object, member);
    return member;
  }
}
