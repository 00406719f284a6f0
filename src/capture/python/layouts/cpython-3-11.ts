import type { DataStackLayout } from './layout.ts';

/**
 * CPython 3.11, 64 bit: what scripts/read-layout.ts prints for its headers. `inlineCalls` and `generatorCalls` are the
 * instructions that push a frame in Python/ceval.c.
 */
export const cpython311: DataStackLayout = {
  version: '3.11',
  frames: 'data-stack',
  lines: 'locations',
  runtime: { interpretersHead: 40 },
  interpreter: { id: 48, next: 0, threadsHead: 16, sysdict: 904 },
  thread: {
    next: 8,
    nativeThreadId: 160,
    datastackChunk: 296,
    datastackTop: 304,
    currentFrame: { pointer: 56, offset: 8 },
  },
  frame: {
    code: 32,
    function: 0,
    previous: 48,
    instruction: 56,
    stackTop: 64,
    owner: 69,
    isEntry: 68,
    locals: 72,
  },
  cStackOwner: undefined,
  code: {
    size: 192,
    stackSize: 68,
    flags: 48,
    firstLine: 72,
    fileName: 112,
    name: 120,
    unitCount: 16,
    localCount: 76,
    localNames: 96,
    localKinds: 104,
    lineTable: 136,
    instructions: 184,
    version: undefined,
  },
  type: { name: 24, flags: 168 },
  object: { type: 8 },
  tuple: { size: 16, items: 24 },
  list: { size: 16, items: 24 },
  bytes: { size: 16, data: 32 },
  unicode: { length: 16, state: 32, asciiData: 48, compactData: 72 },
  dict: { keys: 32 },
  dictKeys: { slots: undefined, log2IndexBytes: 9, kind: 10, entryCount: 24, indices: 32 },
  cell: { value: 16 },
  chunk: { previous: 0, size: 8, top: 16, data: 24 },
  generator: { frame: 80, state: 75, executing: 0 },
  function: { code: 48, version: 128 },
  opcodes: {
    cacheUnits:
      '00011111100001101444444444222200000000044444000550000005aaaa10aa111100001100111111000000000010040000000000420000010050000110000100000000000001010000000004400044a00000101114000001111000000000000000000000000000000000000000000000000000000000000000000000000000',
    returnGenerator: 75,
    inlineCalls: [17, 18, 19, 20, 21, 22, 23, 24, 25, 39, 40, 41, 42, 43, 106, 142, 171],
    generatorCalls: [],
    versionedCalls: [23, 24],
  },
};
