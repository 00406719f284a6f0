import { pythonFloat } from '../../model/python-float.ts';
import type { PythonLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { PythonObjects, pointerAt, TYPE_SUBCLASS } from './python-objects.ts';
import { readLong } from './python-values.ts';

/** `Py_TPFLAGS_*_SUBCLASS` (Include/object.h): what a type derives from, in the order in which they are asked. */
const LONG = 1 << 24;
const LIST = 1 << 25;
const TUPLE = 1 << 26;
const BYTES = 1 << 27;
const TEXT = 1 << 28;
const DICT = 1 << 29;

const LONGEST_TEXT = 80;
const LONGEST_BYTES = 40;

/** Short texts for Python values, in bounded time: nothing that a value refers to is followed. */
export class ValueText {
  readonly #objects: PythonObjects;
  readonly #layout: PythonLayout;

  constructor(memory: Memory, layout: PythonLayout) {
    this.#objects = new PythonObjects(memory, layout);
    this.#layout = layout;
  }

  of(address: number): string {
    const type = this.#objects.pointer(address + this.#layout.object.type) ?? 0;
    const typeName = this.#objects.typeName(type);
    if (typeName === undefined) return '?';
    return this.#simple(address, type, typeName) ?? `<${typeName}>`;
  }

  #simple(address: number, type: number, typeName: string): string | undefined {
    const flags = this.#objects.pointer(type + this.#layout.type.flags) ?? 0;
    const is = (flag: number): boolean => Math.floor(flags / flag) % 2 === 1;
    if (typeName === 'NoneType') return 'None';
    if (typeName === 'float') return this.#float(address);
    if (is(LONG)) return this.#long(address, typeName);
    if (is(TEXT)) return this.#text(address);
    if (is(BYTES)) return this.#bytes(address);
    if (is(TYPE_SUBCLASS)) return `<class ${this.#objects.typeName(address) ?? '?'}>`;
    if (is(LIST)) return this.#sized(typeName, address + this.#layout.list.size);
    if (is(TUPLE)) return this.#sized(typeName, address + this.#layout.tuple.size);
    if (is(DICT)) return this.#sized(typeName, address + this.#layout.inspection.dictUsed);
    if (typeName === 'set' || typeName === 'frozenset') {
      return this.#sized(typeName, address + this.#layout.inspection.setUsed);
    }
    return undefined;
  }

  #sized(typeName: string, sizePlace: number): string | undefined {
    const size = this.#objects.pointer(sizePlace);
    return size === undefined ? undefined : `<${typeName} of ${size}>`;
  }

  #long(address: number, typeName: string): string | undefined {
    const value = readLong(address, this.#objects, this.#layout.inspection);
    if (value === undefined) return undefined;
    if (typeName === 'bool') return value === 0n ? 'False' : 'True';
    return typeName === 'int' ? String(value) : `<${typeName} ${value}>`;
  }

  #float(address: number): string | undefined {
    const value = this.#objects.bytes(address + this.#layout.inspection.float, 8)?.readDoubleLE(0);
    return value === undefined ? undefined : floatText(value);
  }

  #text(address: number): string | undefined {
    const length = this.#objects.textLength(address);
    const text = this.#objects.name(address);
    if (text === undefined) return length === undefined ? undefined : `<str of ${length}>`;
    const short = Array.from(text.slice(0, LONGEST_TEXT * 2)).slice(0, LONGEST_TEXT);
    return quoted(short.join(''), isPlainCharacter) + (short.join('').length < text.length ? '…' : '');
  }

  #bytes(address: number): string | undefined {
    const { bytes } = this.#layout;
    const size = this.#objects.bytes(address + bytes.size, 8);
    if (size === undefined) return undefined;
    const length = pointerAt(size, 0);
    const start = this.#objects.bytes(address + bytes.data, Math.min(length, LONGEST_BYTES));
    if (start === undefined) return undefined;
    return `b${quoted(start.toString('latin1'), isPlainByte)}${length > LONGEST_BYTES ? '…' : ''}`;
  }
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? pythonFloat(value) : value > 0 ? 'inf' : '-inf';
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function isPlainByte(code: number): boolean {
  return code >= 0x20 && code < 0x7f;
}

function isPlainCharacter(code: number): boolean {
  return isPlainByte(code) || code > 0xa0;
}

/** As `repr` writes it: in the quotes that it has none of, with escapes for what has no picture. */
function quoted(text: string, isPlain: (code: number) => boolean): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const written = Array.from(text, (character) => {
    if (character === quote) return `\\${quote}`;
    const code = character.codePointAt(0) as number;
    return ESCAPES.get(character) ?? (isPlain(code) ? character : `\\x${code.toString(16).padStart(2, '0')}`);
  });
  return quote + written.join('') + quote;
}
