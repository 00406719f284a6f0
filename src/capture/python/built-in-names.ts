import type { DataStackLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { PythonObjects, pointerAt, TYPE_SUBCLASS } from './python-objects.ts';
import { Recollection } from './recollection.ts';

/** `Py_TPFLAGS_HEAPTYPE` (Include/object.h). */
const HEAP_TYPE = 1 << 9;
const TRUSTED_MILLIS = 100;
/** Classes above each other; more are garbage. */
const MOST_BASES = 100;

/** `function`: a C function, maybe bound to something. `method`: a method of a C type, not bound. */
type CallableKind = 'function' | 'method' | 'other';

const KINDS: ReadonlyMap<string, CallableKind> = new Map<string, CallableKind>([
  ['builtin_function_or_method', 'function'],
  ['builtin_method', 'function'],
  ['method_descriptor', 'method'],
]);

/**
 * How long the last answer holds for its address. `lasting`: a module's function, a method of a type, or no C function. `held`: a
 * bound function that something else refers to as well. `passing`: one that was made for this call, as others are at its address.
 */
export type Stay = 'lasting' | 'held' | 'passing';

interface TypeFacts {
  /** `__qualname__` */
  readonly name: string;
  readonly instancesAre: CallableKind;
  readonly instancesAreClasses: boolean;
}

/** The names of C functions as pyinstrument has them, their `__qualname__` when bound: `sleep`, `list.append`, `dict.fromkeys`. */
export class BuiltInNames {
  stay: Stay = 'passing';
  /** It is about a method, named by its receiver. */
  isMethod = false;
  readonly #memory: Memory;
  readonly #objects: PythonObjects;
  readonly #layout: DataStackLayout;
  readonly #callable: Buffer;
  readonly #types = new Recollection(TRUSTED_MILLIS, (address) => this.#readType(address));
  /** By the address of the definition. */
  readonly #ownNames = new Recollection(TRUSTED_MILLIS, (address) => this.#readName(address));
  readonly #bases = new Recollection(TRUSTED_MILLIS, (address) => this.#readBases(address));
  /** By the class's name, then by the function's own. */
  readonly #qualified = new Map<string, Map<string, string>>();

  constructor(memory: Memory, layout: DataStackLayout) {
    this.#memory = memory;
    this.#layout = layout;
    this.#objects = new PythonObjects(memory, layout);
    this.#callable = Buffer.alloc(layout.builtIn.descriptorDefinition + 8);
  }

  /**
   * Undefined when an object is no C function, or none that can be named. `receiver` is the first argument, 0 when there is
   * none; it says of which class a method is. Equal names are one string.
   */
  nameOf(callable: number, receiver: number, now: number): string | undefined {
    this.stay = 'passing';
    this.isMethod = false;
    if (!this.#memory.read(callable, this.#callable, this.#callable.length)) return undefined;
    const type = this.#types.at(pointerAt(this.#callable, this.#layout.object.type), now);
    switch (type?.instancesAre) {
      case 'function':
        return this.#functionName(now);
      case 'method':
        return this.#methodName(receiver, now);
      case 'other':
      case undefined:
        this.stay = 'lasting';
        return undefined;
    }
  }

  #functionName(now: number): string | undefined {
    const { definition, self, references } = this.#layout.builtIn;
    const name = this.#ownNames.at(pointerAt(this.#callable, definition), now);
    const receiver = pointerAt(this.#callable, self);
    const type = this.#typeOf(receiver, now);
    if (receiver === 0 || type?.name === 'module') {
      this.stay = 'lasting';
      return name;
    }
    if (this.#callable.readUInt32LE(references) > 1) this.stay = 'held';
    const owner = type?.instancesAreClasses ? this.#types.at(receiver, now) : type;
    return this.#qualifiedName(owner?.name, name);
  }

  #methodName(receiver: number, now: number): string | undefined {
    const { descriptorDefinition, descriptorType } = this.#layout.builtIn;
    const name = this.#ownNames.at(pointerAt(this.#callable, descriptorDefinition), now);
    const address = this.#objects.pointer(receiver + this.#layout.object.type);
    this.isMethod = true;
    if (receiver === 0 || address === undefined) return undefined;
    const owner = pointerAt(this.#callable, descriptorType);
    if (address !== owner && !this.#bases.at(address, now).includes(owner)) return undefined;
    this.stay = 'lasting';
    return this.#qualifiedName(this.#types.at(address, now)?.name, name);
  }

  #qualifiedName(owner: string | undefined, name: string | undefined): string | undefined {
    if (owner === undefined || name === undefined) return undefined;
    let names = this.#qualified.get(owner);
    if (names === undefined) {
      names = new Map();
      this.#qualified.set(owner, names);
    }
    let qualified = names.get(name);
    if (qualified === undefined) {
      qualified = `${owner}.${name}`;
      names.set(name, qualified);
    }
    return qualified;
  }

  #typeOf(object: number, now: number): TypeFacts | undefined {
    const address = object === 0 ? undefined : this.#objects.pointer(object + this.#layout.object.type);
    return address === undefined ? undefined : this.#types.at(address, now);
  }

  #readType(address: number): TypeFacts | undefined {
    const { type, builtIn } = this.#layout;
    const nameAt = this.#objects.pointer(address + type.name);
    const cName = nameAt === undefined ? undefined : this.#objects.cText(nameAt);
    const flags = this.#objects.pointer(address + type.flags);
    if (cName === undefined || flags === undefined) return undefined;
    const qualified =
      (flags & HEAP_TYPE) === 0 ? undefined : this.#objects.pointer(address + builtIn.qualifiedTypeName);
    const heapName = qualified === undefined ? undefined : this.#objects.name(qualified);
    return {
      name: heapName ?? cName.slice(cName.lastIndexOf('.') + 1),
      instancesAre: KINDS.get(cName) ?? 'other',
      instancesAreClasses: (flags & TYPE_SUBCLASS) !== 0,
    };
  }

  #readName(definition: number): string | undefined {
    const name = this.#objects.pointer(definition + this.#layout.builtIn.definitionName);
    return name === undefined ? undefined : this.#objects.cText(name);
  }

  /** The types that a type is derived from, first bases only: C types have no others. */
  #readBases(type: number): number[] {
    const bases: number[] = [];
    let base = this.#objects.pointer(type + this.#layout.builtIn.baseType);
    while (base !== undefined && base !== 0 && bases.length < MOST_BASES) {
      bases.push(base);
      base = this.#objects.pointer(base + this.#layout.builtIn.baseType);
    }
    return bases;
  }
}
