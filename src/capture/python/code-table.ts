import { type CodeObject, readCodeObject } from './code-object.ts';
import type { PythonLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { PythonObjects } from './python-objects.ts';

/**
 * How long a code object seen at an address is taken to be there still, in milliseconds: less than the time between a late
 * tick and the next at 1,000 Hz. Looking costs half a microsecond a frame, which only faster rates need to save.
 */
const TRUSTED_MILLIS = 0.15;
/** The same for its name where code objects have no version number, so that the name itself has to be read (up to 3.11). */
const NAME_TRUSTED_MILLIS = 5;

/**
 * Code objects by address. One may be freed and another put at its address, with equal pointers inside when a program
 * compiles in a loop; what tells them apart is `co_version`, or the name where there is none.
 */
export class CodeTable {
  readonly #byAddress = new Map<number, CodeObject>();
  readonly #memory: Memory;
  readonly #objects: PythonObjects;
  readonly #layout: PythonLayout;
  readonly #codeType: number | undefined;
  readonly #header: Buffer;

  constructor(memory: Memory, layout: PythonLayout, codeType: number | undefined) {
    this.#memory = memory;
    this.#layout = layout;
    this.#codeType = codeType;
    this.#objects = new PythonObjects(memory, layout);
    this.#header = Buffer.alloc(layout.code.size);
  }

  get objects(): PythonObjects {
    return this.#objects;
  }

  /** The code object at an address as last seen there; undefined when none is. `now` is in milliseconds. */
  at(address: number, now: number): CodeObject | undefined {
    const known = this.#byAddress.get(address);
    return known ?? this.#read(address, now);
  }

  /** The object itself when it is there still, the one that took its place, or undefined. */
  checked(code: CodeObject, now: number): CodeObject | undefined {
    if (now - code.checkedAt < TRUSTED_MILLIS) return code;
    if (this.#isSame(code, now)) {
      code.checkedAt = now;
      return code;
    }
    this.#byAddress.delete(code.address);
    return this.#read(code.address, now);
  }

  /** As `checked`, however lately that was done: for code that does not fit the frame it was found in. */
  renewed(code: CodeObject, now: number): CodeObject | undefined {
    code.checkedAt = Number.NEGATIVE_INFINITY;
    code.nameCheckedAt = Number.NEGATIVE_INFINITY;
    return this.checked(code, now);
  }

  #isSame(code: CodeObject, now: number): boolean {
    const { fileName, lineTable, firstLine } = this.#layout.code;
    const version = this.#layout.frames === 'data-stack' ? this.#layout.code.version : undefined;
    const header = this.#header;
    if (!this.#memory.read(code.address, header, header.length)) return false;
    // co_filename, co_name, co_qualname and co_linetable are neighbours in every version.
    if (code.header.compare(header, fileName, lineTable + 8, fileName, lineTable + 8) !== 0) return false;
    if (code.header.readInt32LE(firstLine) !== header.readInt32LE(firstLine)) return false;
    if (version !== undefined) return code.header.readInt32LE(version) === header.readInt32LE(version);
    if (now - code.nameCheckedAt < NAME_TRUSTED_MILLIS) return true;
    code.nameCheckedAt = now;
    return this.#objects.text(Number(header.readBigUInt64LE(this.#layout.code.name))) === code.name;
  }

  #read(address: number, now: number): CodeObject | undefined {
    const code = readCodeObject(address, {
      memory: this.#memory,
      objects: this.#objects,
      layout: this.#layout,
      codeType: this.#codeType,
      now,
    });
    if (code !== undefined) this.#byAddress.set(address, code);
    return code;
  }
}
