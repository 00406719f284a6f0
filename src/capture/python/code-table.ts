import { type CodeObject, readCodeObject } from './code-object.ts';
import { GeneratorCodes } from './generator-codes.ts';
import type { PythonLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { PythonObjects, pointerAt } from './python-objects.ts';

/**
 * How long a code object is taken to be there still, in milliseconds: for a share of the time that it was. Looking costs a read for
 * each frame, most of what a sample costs; this spreads it over the samples, and bounds what the first one that gives way after a
 * calm time can falsify.
 */
const TRUSTED_SHARE = 0.1;
const MOST_TRUSTED_MILLIS = 100;
/** At least so long, less than the time between a late tick and the next at 1,000 Hz; and no longer once one gave way lately. */
const LEAST_TRUSTED_MILLIS = 0.15;
/** A program in which one gave way compiles or imports: others will. */
const WARY_MILLIS = 1000;
/** The same for the name of a code object without a version number, in a calm time and in another. */
const NAME_TRUSTED_MILLIS = 200;
const WARY_NAME_TRUSTED_MILLIS = 5;

/** Bounds on what is kept: a program that compiles in a loop has them at ever new addresses. */
const MOST_CODES = 20_000;
const MOST_BYTES = 64 << 20;

/**
 * Code objects by address. One may be freed and another put at its address, with equal pointers inside when a program
 * compiles in a loop; what tells them apart is `co_version`, or the name where there is none.
 */
export class CodeTable {
  readonly generators: GeneratorCodes = new GeneratorCodes();
  readonly #byAddress = new Map<number, CodeObject>();
  readonly #memory: Memory;
  readonly #objects: PythonObjects;
  readonly #layout: PythonLayout;
  readonly #codeType: number | undefined;
  readonly #header: Buffer;
  /** Offset of `co_version`. */
  readonly #version: number | undefined;
  /** Of all that were read since the table was empty. */
  #bytes = 0;
  #replacedAt = Number.NEGATIVE_INFINITY;
  /** How often a code object was seen to give way to another. */
  replacements = 0;

  constructor(memory: Memory, layout: PythonLayout, codeType: number | undefined) {
    this.#memory = memory;
    this.#layout = layout;
    this.#codeType = codeType;
    this.#objects = new PythonObjects(memory, layout);
    this.#header = Buffer.alloc(layout.code.size);
    this.#version = layout.frames === 'data-stack' ? layout.code.version : undefined;
  }

  get objects(): PythonObjects {
    return this.#objects;
  }

  /** The code object at an address as last seen there; undefined when none is. `now` is in milliseconds. */
  at(address: number, now: number): CodeObject | undefined {
    return this.known(address) ?? this.#read(address, now);
  }

  /** The same without reading one that was not seen. */
  known(address: number): CodeObject | undefined {
    return this.#byAddress.get(address);
  }

  /** Whether a code object was seen to give way to another lately. */
  isWary(now: number): boolean {
    return now - this.#replacedAt < WARY_MILLIS;
  }

  /** Until when a code object is taken to be there still when no other gives way meanwhile. */
  trustedUntil(code: CodeObject, now: number): number {
    const age = this.isWary(now) ? 0 : code.checkedAt - code.readAt;
    const trusted = Math.min(MOST_TRUSTED_MILLIS, Math.max(LEAST_TRUSTED_MILLIS, age * TRUSTED_SHARE));
    return code.checkedAt + trusted;
  }

  /** The object itself when it is there still, the one that took its place, or undefined. */
  checked(code: CodeObject, now: number): CodeObject | undefined {
    if (now < this.trustedUntil(code, now)) return code;
    const nameMillis = this.isWary(now) ? WARY_NAME_TRUSTED_MILLIS : NAME_TRUSTED_MILLIS;
    const checkName = this.#version === undefined && now - code.nameCheckedAt >= nameMillis;
    if (this.#isSame(code, checkName)) {
      code.checkedAt = now;
      if (checkName) code.nameCheckedAt = now;
      return code;
    }
    this.#replacedAt = now;
    this.replacements++;
    code.isReplaced = true;
    this.#byAddress.delete(code.address);
    return this.#read(code.address, now);
  }

  /** As `checked`, however lately that was done: for code that does not fit the frame it was found in. */
  renewed(code: CodeObject, now: number): CodeObject | undefined {
    code.checkedAt = Number.NEGATIVE_INFINITY;
    code.nameCheckedAt = Number.NEGATIVE_INFINITY;
    return this.checked(code, now);
  }

  #isSame(code: CodeObject, checkName: boolean): boolean {
    const { fileName, lineTable, firstLine, name } = this.#layout.code;
    const header = this.#header;
    if (!this.#memory.read(code.address, header, header.length)) return false;
    // co_filename, co_name, co_qualname and co_linetable are neighbours in every version.
    if (code.header.compare(header, fileName, lineTable + 8, fileName, lineTable + 8) !== 0) return false;
    if (code.header.readInt32LE(firstLine) !== header.readInt32LE(firstLine)) return false;
    const version = this.#version;
    if (version !== undefined && code.header.readInt32LE(version) !== header.readInt32LE(version))
      return false;
    return !checkName || this.#objects.name(pointerAt(header, name)) === code.name;
  }

  #read(address: number, now: number): CodeObject | undefined {
    const code = readCodeObject(address, {
      memory: this.#memory,
      objects: this.#objects,
      layout: this.#layout,
      codeType: this.#codeType,
      now,
    });
    if (code !== undefined) this.#keep(code);
    return code;
  }

  #keep(code: CodeObject): void {
    if (this.#byAddress.size >= MOST_CODES || this.#bytes >= MOST_BYTES) {
      this.#byAddress.clear();
      this.generators.clear();
      this.#bytes = 0;
    }
    this.#byAddress.set(code.address, code);
    this.generators.add(code);
    this.#bytes += code.bytes;
  }
}
