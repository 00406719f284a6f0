import type { DataStackLayout, OpcodeFacts, PythonLayout } from './layouts/layout.ts';
import { decodeLineTable } from './line-table.ts';
import type { Memory } from './process-memory.ts';
import { type PythonObjects, pointerAt } from './python-objects.ts';
import { NO_CALLABLE, StackDepths } from './stack-depths.ts';

/** What the instruction that a frame stands at can do, for telling live frames from dead ones. */
export const PLAIN = 0;
const CALLS = 1;
export const RESUMES_GENERATOR = 2;

/** Of what jumps forwards FOR_ITER alone else adds to the stack, and SEND alone leaves it as high as it was. */
const ITERATORS_BY_EFFECT: Readonly<Record<string, number>> = { '5': 1, '4': 2 };

/** Bounds on a plausible code object; larger ones are garbage that looks like one. */
const MOST_UNITS = 4 << 20;
const MOST_FRAME_WORDS = 1 << 16;
const LONGEST_LINE_TABLE = 16 << 20;
const LONGEST_EXCEPTION_TABLE = 4 << 20;

/** Kinds of a local in `co_localspluskinds` (Include/internal/pycore_code.h). */
const FAST_LOCAL = 0x20;
const FAST_CELL = 0x40;

/** `CO_GENERATOR`, `CO_COROUTINE` and `CO_ASYNC_GENERATOR` (Include/cpython/code.h). */
const GENERATOR_FLAGS = 0x20 | 0x80 | 0x200;

/** A line, what its instruction is and how high the stack stands; a character twice, in the identifier and in its part. */
const BYTES_A_UNIT = 4 + 6 + 8;
const BYTES_A_CHARACTER = 2 * 2;

const TRACEBACK_HIDE = '__tracebackhide__';

/** A code object of the target as far as samples show it. Read once, then only checked for being the same still. */
export class CodeObject {
  readonly address: number;
  /** `function NUL file NUL firstLine`, pyinstrument's frame identifier. */
  readonly identifier: string;
  readonly name: string;
  readonly fileName: string;
  /** Bytes that a frame of this code takes in the data stack. */
  readonly frameSize: number;
  /** Slots of its value stack. */
  readonly stackSize: number;
  /** What the first local is called, when it tells the class; its value may be in a cell. */
  readonly receiver: 'self' | 'cls' | undefined;
  readonly receiverInCell: boolean;
  /** Offset of the receiver in a frame. */
  readonly receiverAt: number;
  readonly hidesTraceback: boolean;
  /** `_Py_InitCleanup`, which stands between a call of a class and its `__init__` (3.12 and later); Python never shows it. */
  readonly isTrampoline: boolean;
  /** Calling it makes a generator or coroutine, whose frame lives in that object. */
  readonly isGenerator: boolean;
  /** The address of the first instruction. */
  readonly start: number;
  readonly unitCount: number;
  /** When the object was first and last seen to be this one, in milliseconds of the sampler's clock. */
  readonly readAt: number;
  checkedAt: number;
  nameCheckedAt: number;
  /** Another one stands at its address. */
  isReplaced = false;
  readonly header: Buffer;
  readonly #lineTableAddress: number;
  readonly #firstLine: number;
  readonly #lineFormat: PythonLayout['lines'];
  #lines: Int32Array | undefined;
  #instructions: Instructions | undefined;
  #depths: StackDepths | undefined;

  constructor(address: number, header: Buffer, facts: CodeFacts) {
    const { layout } = facts;
    this.address = address;
    this.header = header;
    this.#firstLine = header.readInt32LE(layout.code.firstLine);
    this.name = facts.name;
    this.fileName = facts.fileName;
    this.identifier = `${facts.name}\0${facts.fileName}\0${this.#firstLine}`;
    this.frameSize = frameSizeOf(header, layout);
    this.stackSize = header.readUInt32LE(layout.code.stackSize);
    this.receiver = facts.receiver;
    this.receiverInCell = facts.receiverInCell;
    this.receiverAt = facts.receiverAt;
    this.hidesTraceback = facts.hidesTraceback;
    this.isTrampoline = facts.name === '__init__' && facts.fileName === '__init__';
    this.isGenerator = (header.readInt32LE(layout.code.flags) & GENERATOR_FLAGS) !== 0;
    this.start = facts.start;
    this.unitCount = facts.unitCount;
    this.#lineFormat = layout.lines;
    this.#lineTableAddress = pointerAt(header, layout.code.lineTable);
    this.readAt = facts.now;
    this.checkedAt = facts.now;
    this.nameCheckedAt = facts.now;
  }

  /** About what it takes when all is known of it. */
  get bytes(): number {
    return this.unitCount * BYTES_A_UNIT + this.identifier.length * BYTES_A_CHARACTER;
  }

  /** Whether an instruction pointer of a frame can be one of this code; it may stand one unit before the first. */
  holds(instruction: number): boolean {
    const offset = instruction - this.start;
    return offset >= -2 && offset < this.unitCount * 2 && (offset & 1) === 0;
  }

  unitAt(instruction: number): number {
    return (instruction - this.start) >> 1;
  }

  /** The line of a code unit; before the first instruction it is the first line, as `PyCode_Addr2Line` has it; 0: none. */
  lineAt(unit: number, objects: PythonObjects): number {
    if (unit < 0) return this.#firstLine;
    if (this.#lines === undefined) {
      const table = objects.bytesObject(this.#lineTableAddress, LONGEST_LINE_TABLE);
      this.#lines = decodeLineTable(this.#lineFormat, table ?? EMPTY, {
        firstLine: this.#firstLine,
        unitCount: this.unitCount,
      });
    }
    return this.#lines[unit] ?? 0;
  }

  /** Whether the instruction of a code unit makes a generator of the frame. */
  returnsGenerator(unit: number, objects: PythonObjects, opcodes: OpcodeFacts): boolean {
    return this.isGenerator && unit >= 0 && this.#instructionsOf(objects, opcodes).returnsGenerator === unit;
  }

  /** What the instruction that covers a code unit can do. */
  callKindAt(unit: number, objects: PythonObjects, opcodes: OpcodeFacts): number {
    return this.#instructionsOf(objects, opcodes).kinds[unit] ?? PLAIN;
  }

  /** Whether the code is left by the instruction that covers a code unit. */
  isLeftAt(unit: number, objects: PythonObjects, opcodes: OpcodeFacts): boolean {
    return this.#instructionsOf(objects, opcodes).leave[unit] === 1;
  }

  /** How high in the value stack the instruction that covers a code unit has what it iterates: 1 is the top; 0: it does not. */
  iteratorAt(unit: number, objects: PythonObjects, opcodes: OpcodeFacts): number {
    return this.#instructionsOf(objects, opcodes).iterators[unit] ?? 0;
  }

  /** The unit with which the instruction begins that covers a code unit. */
  firstUnitOf(unit: number, objects: PythonObjects, opcodes: OpcodeFacts): number {
    return this.#instructionsOf(objects, opcodes).firstUnits[unit] ?? unit;
  }

  /** The address of the instruction that covers a code unit. */
  instructionAt(unit: number, objects: PythonObjects, opcodes: OpcodeFacts): number {
    return this.start + this.firstUnitOf(unit, objects, opcodes) * 2;
  }

  /** The offset in a frame of what the call at a code unit calls, or of the null below that; NO_CALLABLE: no call, or not known. */
  callableAt(unit: number, objects: PythonObjects, layout: DataStackLayout): number {
    const slot = this.depths(objects, layout).callables[unit] ?? NO_CALLABLE;
    return slot === NO_CALLABLE ? NO_CALLABLE : this.frameSize - (this.stackSize - slot) * 8;
  }

  /** The offset in a frame of the top of its value stack before the instruction that covers a code unit; 0: not known. */
  topAt(unit: number, objects: PythonObjects, layout: DataStackLayout): number {
    const depth = this.depths(objects, layout).depths[this.firstUnitOf(unit, objects, layout.opcodes)] ?? 0;
    return depth > 0 ? this.frameSize - (this.stackSize - depth + 1) * 8 : 0;
  }

  /** How high its value stack stands at each instruction. */
  depths(objects: PythonObjects, layout: PythonLayout): StackDepths {
    if (this.#depths !== undefined) return this.#depths;
    const instructions = objects.bytes(this.start, this.unitCount * 2) ?? EMPTY;
    const exceptions =
      layout.frames === 'objects'
        ? EMPTY
        : objects.bytesObject(pointerAt(this.header, layout.code.exceptionTable), LONGEST_EXCEPTION_TABLE);
    const jumpBytes = layout.frames === 'objects' ? layout.frame.instructionBytes : 2;
    const code = {
      instructions,
      exceptions: exceptions ?? EMPTY,
      stackSize: this.stackSize,
      jumpBytes,
    } as const;
    this.#depths = new StackDepths(code, layout.opcodes);
    return this.#depths;
  }

  #instructionsOf(objects: PythonObjects, opcodes: OpcodeFacts): Instructions {
    this.#instructions ??= readInstructions(objects.bytes(this.start, this.unitCount * 2) ?? EMPTY, opcodes);
    return this.#instructions;
  }
}

const EMPTY = Buffer.alloc(0);

interface CodeFacts {
  readonly layout: PythonLayout;
  readonly name: string;
  readonly fileName: string;
  readonly start: number;
  readonly unitCount: number;
  readonly receiver: 'self' | 'cls' | undefined;
  readonly receiverInCell: boolean;
  readonly receiverAt: number;
  readonly hidesTraceback: boolean;
  readonly now: number;
}

/** Reads a code object; undefined when there is none at this address. `codeType` is the address of `PyCode_Type`. */
export function readCodeObject(
  address: number,
  source: {
    memory: Memory;
    objects: PythonObjects;
    layout: PythonLayout;
    codeType: number | undefined;
    now: number;
  },
): CodeObject | undefined {
  const { memory, objects, layout, codeType, now } = source;
  const header = Buffer.alloc(layout.code.size);
  if (!memory.read(address, header, header.length)) return undefined;
  if (codeType !== undefined && pointerAt(header, layout.object.type) !== codeType) return undefined;
  const instructions = instructionsOf(address, header, { objects, layout });
  const size = frameSizeOf(header, layout);
  if (instructions === undefined || size > MOST_FRAME_WORDS * 8) return undefined;
  const name = objects.name(pointerAt(header, layout.code.name));
  const fileName = objects.name(pointerAt(header, layout.code.fileName));
  if (name === undefined || fileName === undefined) return undefined;
  return new CodeObject(address, header, {
    layout,
    name,
    fileName,
    now,
    ...instructions,
    ...readLocals(header, objects, layout),
  });
}

function instructionsOf(
  address: number,
  header: Buffer,
  { objects, layout }: { objects: PythonObjects; layout: PythonLayout },
): Pick<CodeFacts, 'start' | 'unitCount'> | undefined {
  const { code, bytes } = layout;
  let start = address + code.instructions;
  let unitCount = 0;
  if (layout.frames === 'data-stack') unitCount = pointerAt(header, layout.code.unitCount);
  else {
    const object = pointerAt(header, code.instructions);
    start = object + bytes.data;
    unitCount = (objects.pointer(object + bytes.size) ?? 0) >> 1;
  }
  return unitCount > 0 && unitCount <= MOST_UNITS ? { start, unitCount } : undefined;
}

type LocalFacts = Pick<CodeFacts, 'receiver' | 'receiverInCell' | 'receiverAt' | 'hidesTraceback'>;

function readLocals(header: Buffer, objects: PythonObjects, layout: PythonLayout): LocalFacts {
  const names = objects.tuple(pointerAt(header, layout.code.localNames)) ?? [];
  const kinds = localKinds(header, objects, layout);
  const isLocal = (index: number): boolean => kinds === undefined || ((kinds[index] ?? 0) & FAST_LOCAL) !== 0;
  const first = names[0] !== undefined && isLocal(0) ? objects.text(names[0]) : undefined;
  const receiver = first === 'self' || first === 'cls' ? first : undefined;
  const hidesTraceback = names.some(
    (name, index) =>
      isLocal(index) &&
      objects.textLength(name) === TRACEBACK_HIDE.length &&
      objects.text(name) === TRACEBACK_HIDE,
  );
  const cell = receiver && kinds === undefined ? cellOf(receiver, header, { objects, layout }) : -1;
  return {
    receiver,
    receiverInCell: cell >= 0 || ((kinds?.[0] ?? 0) & FAST_CELL) !== 0,
    // Before 3.11 a parameter that closures use leaves its slot empty, and cells have slots of their own behind the locals.
    receiverAt: layout.frame.locals + (cell < 0 ? 0 : names.length + cell) * 8,
    hidesTraceback,
  };
}

/** Undefined where all of the names are locals. */
function localKinds(header: Buffer, objects: PythonObjects, layout: PythonLayout): Buffer | undefined {
  if (layout.frames === 'objects') return undefined;
  return objects.bytesObject(pointerAt(header, layout.code.localKinds), MOST_FRAME_WORDS) ?? EMPTY;
}

function cellOf(
  name: string,
  header: Buffer,
  { objects, layout }: { objects: PythonObjects; layout: PythonLayout },
): number {
  if (layout.frames !== 'objects') return -1;
  const cells = objects.tuple(pointerAt(header, layout.code.cellNames)) ?? [];
  return cells.findIndex((cell) => objects.text(cell) === name);
}

/** `_PyFrame_NumSlotsForCodeObject` and its forerunners: locals and value stack behind the frame's fixed part. */
function frameSizeOf(header: Buffer, layout: PythonLayout): number {
  const words = header.readUInt32LE(layout.code.localCount) + header.readUInt32LE(layout.code.stackSize);
  return layout.frame.locals + words * 8;
}

/** Of each code unit: what its instruction can do, and the unit with which that begins; behind it stand its caches. */
interface Instructions {
  readonly kinds: Uint8Array;
  readonly firstUnits: Int32Array;
  /** 1 where its instruction goes on nowhere. */
  readonly leave: Uint8Array;
  /** How high in the value stack it has what it iterates: FOR_ITER on top, SEND below what it sends. */
  readonly iterators: Uint8Array;
  /** The unit of the instruction that makes a generator of the frame; -1: there is none. */
  readonly returnsGenerator: number;
}

function readInstructions(bytes: Buffer, opcodes: OpcodeFacts): Instructions {
  const { cacheUnits, inlineCalls, generatorCalls, bases, flow, stackEffects } = opcodes;
  const kinds = new Uint8Array(bytes.length >> 1);
  const firstUnits = new Int32Array(kinds.length);
  const leave = new Uint8Array(kinds.length);
  const iterators = new Uint8Array(kinds.length);
  let returnsGenerator = -1;
  for (let unit = 0; unit < kinds.length; ) {
    const opcode = bytes[unit * 2] as number;
    const end = unit + 1 + Number.parseInt(cacheUnits.charAt(opcode), 16);
    const kind = generatorCalls.includes(opcode)
      ? RESUMES_GENERATOR
      : inlineCalls.includes(opcode)
        ? CALLS
        : PLAIN;
    kinds.fill(kind, unit, end);
    firstUnits.fill(unit, unit, end);
    const base = Number.parseInt(bases.slice(opcode * 2, opcode * 2 + 2), 16);
    const way = flow.charAt(base);
    if (way === 'e') leave.fill(1, unit, end);
    if (opcode === opcodes.returnGenerator) returnsGenerator = unit;
    if (way === 'i' || way === 'f')
      iterators.fill(ITERATORS_BY_EFFECT[stackEffects.charAt(base)] ?? 0, unit, end);
    unit = end;
  }
  return { kinds, firstUnits, leave, iterators, returnsGenerator };
}
