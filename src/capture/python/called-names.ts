import type { CodeObject } from './code-object.ts';
import type { FrameObjectsLayout } from './layouts/layout.ts';
import { type PythonObjects, pointerAt } from './python-objects.ts';
import { NO_CALLABLE } from './stack-depths.ts';

/** Include/opcode.h of CPython 3.8 to 3.10. */
const LOAD_NAME = 101;
const LOAD_GLOBAL = 116;
const EXTENDED_ARG = 144;

/** Instructions between what loads a callable and its call that are looked through: more arguments are garbage, or rare. */
const MOST_SCANNED = 4096;

interface Names {
  /** Of each code unit the name of the global that is called there. */
  readonly at: readonly (string | undefined)[];
  readonly all: ReadonlySet<string | undefined>;
}

/**
 * Whether an instruction can be the one that calls a function (CPython 3.8 to 3.10). Where a caller goes on to the next call while it
 * is copied, its copy has the instruction of one call and the function of the next; on some processors so often that how often
 * something is seen does not tell. But what a call loads to call it is most often a global with the name of the function.
 */
export class CalledNames {
  readonly #objects: PythonObjects;
  readonly #layout: FrameObjectsLayout;
  readonly #names = new WeakMap<CodeObject, Names>();
  /** By caller, the names of functions that it was seen to call. */
  readonly #called = new WeakMap<CodeObject, Set<string>>();

  constructor(objects: PythonObjects, layout: FrameObjectsLayout) {
    this.#objects = objects;
    this.#layout = layout;
  }

  note(caller: CodeObject, callee: CodeObject): void {
    const called = this.#called.get(caller);
    if (called === undefined) this.#called.set(caller, new Set([callee.name]));
    else called.add(callee.name);
  }

  /** The instruction is for a function of another name, and that is called by this name elsewhere, or was seen to be called here. */
  isStray(caller: CodeObject, unit: number, callee: CodeObject): boolean {
    const { at, all } = this.#namesOf(caller);
    const name = at[unit];
    if (name === undefined || name === callee.name) return false;
    return all.has(callee.name) || this.#called.get(caller)?.has(name) === true;
  }

  /** The instruction is for a function of this name: whatever else of its caller calls the function, this does too. */
  isNamed(caller: CodeObject, unit: number, callee: CodeObject): boolean {
    return this.#namesOf(caller).at[unit] === callee.name;
  }

  #namesOf(code: CodeObject): Names {
    const known = this.#names.get(code);
    if (known !== undefined) return known;
    const at = this.#read(code);
    const read = { at, all: new Set(at) };
    this.#names.set(code, read);
    return read;
  }

  #read(code: CodeObject): (string | undefined)[] {
    // `co_names` stands before `co_varnames` (Include/cpython/code.h).
    const names = this.#objects.tuple(pointerAt(code.header, this.#layout.code.localNames - 8));
    const instructions = this.#objects.bytes(code.start, code.unitCount * 2);
    if (names === undefined || instructions === undefined) return [];
    const { callables, depths } = code.depths(this.#objects, this.#layout);
    const texts: (string | undefined)[] = [];
    return Array.from(callables, (slot, unit) => {
      if (slot === NO_CALLABLE) return undefined;
      let at = unit - 1;
      while (at >= 0 && unit - at < MOST_SCANNED && (depths[at] as number) > slot) at--;
      // What was put into the slot last is what is called.
      const index = depths[at] === slot ? globalAt(instructions, at) : undefined;
      const name = index === undefined ? undefined : names[index];
      if (index === undefined || name === undefined) return undefined;
      texts[index] ??= this.#objects.text(name);
      return texts[index];
    });
  }
}

/** Which of the names the instruction at a unit loads as a global; undefined: it does something else. */
function globalAt(instructions: Buffer, unit: number): number | undefined {
  const opcode = instructions[unit * 2];
  if (opcode !== LOAD_GLOBAL && opcode !== LOAD_NAME) return undefined;
  let argument = 0;
  let shift = 1;
  for (let at = unit; at === unit || instructions[at * 2] === EXTENDED_ARG; at--) {
    argument += (instructions[at * 2 + 1] as number) * shift;
    shift *= 256;
  }
  return argument;
}
