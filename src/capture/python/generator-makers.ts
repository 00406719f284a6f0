import { CACHED_VERSION, SITE_BYTES } from './call-sites.ts';
import type { CodeObject } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import type { DataStackLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { pointerAt } from './python-objects.ts';
import { NO_CALLABLE } from './stack-depths.ts';

/** How long an instruction is taken to be for the function that it was for, in milliseconds. */
const TRUSTED_MILLIS = 100;
/** Code units between the call of a generator function and the instruction that resumes the generator. */
const MOST_SCANNED = 4096;
/** Code units of a code object that is searched through: hardly any is longer. */
const MOST_SEARCHED = 8192;
/** Generator functions that are remembered. */
const MOST_KEPT = 10_000;

interface Maker {
  /** The code unit of the call. */
  readonly unit: number;
  version: number;
  readAt: number;
}

interface Calls {
  readonly units: ReadonlyMap<number, number>;
  readonly readAt: number;
}

/**
 * Which generator function's generators an instruction resumes, as the code around it tells. What it resumes stands in a slot of the
 * value stack, and which call the slot was filled by the compiler has settled. CPython specializes that call for the function that it
 * calls, and keeps the version of the function in it. So the generator is known though it is gone before it could be read.
 */
export class GeneratorMakers {
  readonly #memory: Memory;
  readonly #layout: DataStackLayout;
  readonly #codes: CodeTable;
  readonly #byVersion = new Map<number, CodeObject>();
  #noted = new WeakSet<CodeObject>();
  readonly #makers = new WeakMap<CodeObject, (readonly Maker[] | undefined)[]>();
  readonly #calls = new WeakMap<CodeObject, Calls>();
  /** By caller, where it waits for what it made. */
  readonly #resumers = new WeakMap<CodeObject, ReadonlyMap<CodeObject, number>>();
  readonly #searchedAt = new WeakMap<CodeObject, number>();
  readonly #site = Buffer.alloc(SITE_BYTES);
  /** Of a function object, from its code to its version. */
  readonly #function: Buffer;

  constructor(memory: Memory, layout: DataStackLayout, codes: CodeTable) {
    this.#memory = memory;
    this.#layout = layout;
    this.#codes = codes;
    this.#function = Buffer.alloc(layout.function.version + 4 - layout.function.code);
  }

  /** A generator of this code was met, made by the function at an address. */
  note(code: CodeObject, address: number): void {
    if (this.#noted.has(code)) return;
    const version = this.#versionOfFunction(address, code);
    if (version === 0) return;
    if (this.#byVersion.size === MOST_KEPT) {
      this.#byVersion.clear();
      this.#noted = new WeakSet();
    }
    this.#noted.add(code);
    this.#byVersion.set(version, code);
  }

  /** The code of the generators that the instruction of a code unit resumes; undefined: that is not known. */
  madeFor(caller: CodeObject, unit: number, now: number): CodeObject | undefined {
    let ofCaller = this.#makers.get(caller);
    if (ofCaller === undefined) {
      ofCaller = [];
      this.#makers.set(caller, ofCaller);
    }
    ofCaller[unit + 1] ??= this.#makersOf(caller, unit);
    for (const maker of ofCaller[unit + 1] as readonly Maker[]) {
      const made = this.#byVersion.get(this.#versionOf(caller, maker, now));
      if (made !== undefined && !made.isReplaced) return made;
    }
    return undefined;
  }

  /** Whether the call at a code unit is specialized for the function at an address, which has this code. */
  isFor(caller: CodeObject, unit: number, callee: CodeObject, address: number): boolean {
    const version = this.#versionOfFunction(address, callee);
    return version !== 0 && this.#readVersion(caller, this.#firstUnit(caller, unit)) === version;
  }

  /** The code unit of the call that is specialized for a function; undefined: there is none. */
  callOf(caller: CodeObject, callee: CodeObject, address: number, now: number): number | undefined {
    const version = this.#versionOfFunction(address, callee);
    if (version === 0 || caller.unitCount > MOST_SEARCHED) return undefined;
    let calls = this.#calls.get(caller);
    if (calls === undefined || now - calls.readAt >= TRUSTED_MILLIS) {
      calls = { units: this.#readCalls(caller), readAt: now };
      this.#calls.set(caller, calls);
    }
    return calls.units.get(version);
  }

  /** Where a code object has calls that are specialized, by the versions of the functions that they are for. */
  #readCalls(caller: CodeObject): ReadonlyMap<number, number> {
    const units = new Map<number, number>();
    const bytes = this.#codes.objects.bytes(caller.start, caller.unitCount * 2);
    if (bytes === undefined) return units;
    const { versionedCalls } = this.#layout.opcodes;
    for (let unit = 0; unit * 2 + SITE_BYTES <= bytes.length; unit++) {
      if (this.#firstUnit(caller, unit) !== unit || !versionedCalls.includes(bytes[unit * 2] as number))
        continue;
      units.set(bytes.readUInt32LE(unit * 2 + CACHED_VERSION), unit);
    }
    return units;
  }

  /** 0: it has another code, or no call was specialized for it. */
  #versionOfFunction(address: number, code: CodeObject): number {
    const { function: layout } = this.#layout;
    if (!this.#memory.read(address + layout.code, this.#function, this.#function.length)) return 0;
    if (pointerAt(this.#function, 0) !== code.address) return 0;
    return this.#function.readUInt32LE(layout.version - layout.code);
  }

  /** The version for which a call is specialized; 0: for none. */
  #readVersion(caller: CodeObject, unit: number): number {
    if (!this.#memory.read(caller.start + unit * 2, this.#site, SITE_BYTES)) return 0;
    const isVersioned = this.#layout.opcodes.versionedCalls.includes(this.#site[0] as number);
    return isVersioned ? this.#site.readUInt32LE(CACHED_VERSION) : 0;
  }

  /** The code unit at which one generator waits for another that it has made; undefined: that is not known. */
  resumerOf(caller: CodeObject, made: CodeObject, now: number): number | undefined {
    const known = this.#resumers.get(caller)?.get(made);
    if (known !== undefined && this.madeFor(caller, known, now) === made) return known;
    if (caller.unitCount > MOST_SEARCHED) return undefined;
    // Code that is not specialized yet may be soon.
    if (now - (this.#searchedAt.get(caller) ?? Number.NEGATIVE_INFINITY) < TRUSTED_MILLIS) return undefined;
    this.#searchedAt.set(caller, now);
    const units = new Map<CodeObject, number>();
    for (let unit = caller.unitCount - 1; unit >= 0; unit--) {
      unit = this.#firstUnit(caller, unit);
      const code = this.madeFor(caller, unit, now);
      if (code !== undefined) units.set(code, unit);
    }
    this.#resumers.set(caller, units);
    return units.get(made);
  }

  #versionOf(caller: CodeObject, maker: Maker, now: number): number {
    if (now - maker.readAt < TRUSTED_MILLIS) return maker.version;
    maker.readAt = now;
    maker.version = this.#readVersion(caller, maker.unit);
    return maker.version;
  }

  #makersOf(caller: CodeObject, unit: number): Maker[] {
    return this.#slotsOf(caller, this.#firstUnit(caller, unit))
      .map((slot) => (slot < 0 ? undefined : this.#callThatFilled(slot, caller, unit)))
      .filter((maker) => maker !== undefined)
      .map((maker) => ({ unit: maker, version: 0, readAt: Number.NEGATIVE_INFINITY }));
  }

  /**
   * Where the generator stood that an instruction resumes: of a call the object whose method is called, which that took the place of, or
   * the first argument.
   */
  #slotsOf(caller: CodeObject, unit: number): readonly number[] {
    const { objects } = this.#codes;
    const { depths, callables } = caller.depths(objects, this.#layout);
    const callable = callables[unit] ?? NO_CALLABLE;
    if (callable !== NO_CALLABLE) return [callable, callable + 2];
    const { opcodes } = this.#layout;
    const at = caller.iteratorAt(unit, objects, opcodes);
    return at === 0 ? [] : [(depths[unit] ?? 0) - at - opcodes.iteratorBelow];
  }

  /** The last call before an instruction whose result went into a slot that nothing else has filled since. */
  #callThatFilled(slot: number, caller: CodeObject, unit: number): number | undefined {
    const { depths, callables } = caller.depths(this.#codes.objects, this.#layout);
    const end = this.#firstUnit(caller, unit);
    for (let at = end - 1; at >= 0 && end - at < MOST_SCANNED; at--) {
      at = this.#firstUnit(caller, at);
      if (callables[at] === slot) return at;
      const depth = depths[at] as number;
      if (depth >= 0 && depth <= slot) return undefined;
    }
    return undefined;
  }

  #firstUnit(code: CodeObject, unit: number): number {
    return code.firstUnitOf(unit, this.#codes.objects, this.#layout.opcodes);
  }
}
