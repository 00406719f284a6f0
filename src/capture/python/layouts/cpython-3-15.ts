import type { DataStackLayout } from './layout.ts';

/**
 * CPython 3.15, 64 bit: what scripts/read-layout.ts prints for its headers. `inlineCalls` and `generatorCalls` are the families of the
 * instructions that push a frame in Python/generated_cases.c.h, whole (`_specializations` in Lib/_opcode_metadata.py).
 */
export const cpython315: DataStackLayout = {
  version: '3.15',
  frames: 'data-stack',
  lines: 'locations',
  runtime: { interpretersHead: 936 },
  interpreter: { id: 7272, next: 7264, threadsHead: 7336, sysdict: 7576 },
  thread: {
    next: 8,
    nativeThreadId: 184,
    datastackChunk: 256,
    datastackTop: 264,
    currentFrame: { pointer: undefined, offset: 72 },
  },
  frame: {
    code: 0,
    function: 16,
    previous: 8,
    instruction: 56,
    stackTop: undefined,
    owner: 74,
    isEntry: undefined,
    locals: 80,
  },
  cStackOwner: 3,
  code: {
    size: 216,
    stackSize: 64,
    flags: 48,
    firstLine: 68,
    fileName: 112,
    name: 120,
    unitCount: 16,
    localCount: 72,
    localNames: 96,
    localKinds: 104,
    lineTable: 136,
    version: 92,
    instructions: 208,
  },
  type: { name: 24, flags: 168 },
  object: { type: 8 },
  tuple: { size: 16, items: 32 },
  list: { size: 16, items: 24 },
  bytes: { size: 16, data: 32 },
  unicode: { length: 16, state: 32, asciiData: 40, compactData: 56 },
  dict: { keys: 32 },
  dictKeys: { slots: undefined, log2IndexBytes: 9, kind: 10, entryCount: 24, indices: 32 },
  cell: { value: 16 },
  chunk: { previous: 0, size: 8, top: 16, data: 24 },
  generator: { frame: 72, state: 67, executing: 4 },
  function: { code: 48, version: 144 },
  opcodes: {
    cacheUnits:
      '0005100000000000000000000000000000001300005000000030031100000000000010100010000900000000000400010001111001000400000000100000000015555555555555553333333113333333333333333111111111111119999999999999441111111444113333331110000000000000000000000000000000000000',
    returnGenerator: 32,
    inlineCalls: [
      3, 4, 42, 50, 53, 68, 79, 105, 129, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140, 141, 142,
      143, 144, 145, 146, 147, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163,
      164, 165, 166, 167, 168, 174, 175, 176, 177, 178, 183, 184, 185, 186, 187, 188, 189, 190, 191, 192, 193,
      194, 195, 202, 203, 204, 236, 237, 246, 249, 250, 251, 253, 254,
    ],
    generatorCalls: [68, 105, 174, 175, 176, 177, 178, 202, 203, 204, 236],
    versionedCalls: [164, 165, 145, 146, 156, 154],
  },
};
