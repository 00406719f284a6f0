import { INLINE, SINCE_313 } from './inspection-layout.ts';
import type { DataStackLayout } from './layout.ts';

/**
 * CPython 3.13, 64 bit: what scripts/read-layout.ts prints for its headers. `inlineCalls` and `generatorCalls` are the
 * instructions that push a frame in Python/generated_cases.c.h.
 */
export const cpython313: DataStackLayout = {
  version: '3.13',
  frames: 'data-stack',
  lines: 'locations',
  runtime: { interpretersHead: 632 },
  interpreter: { id: 7272, next: 7264, threadsHead: 7344, sysdict: 7640 },
  collectingFrame: undefined,
  thread: {
    next: 8,
    nativeThreadId: 160,
    datastackChunk: 232,
    datastackTop: 240,
    currentFrame: { pointer: undefined, offset: 72 },
    baseFrame: undefined,
  },
  frame: {
    code: 0,
    function: 16,
    previous: 8,
    instruction: 56,
    stackTop: 64,
    owner: 70,
    isEntry: undefined,
    locals: 72,
  },
  cStackOwner: 3,
  code: {
    size: 208,
    stackSize: 64,
    flags: 48,
    firstLine: 68,
    fileName: 112,
    name: 120,
    unitCount: 16,
    localCount: 72,
    localNames: 96,
    localKinds: 104,
    exceptionTable: 40,
    lineTable: 136,
    version: 92,
    instructions: 200,
  },
  type: { name: 24, flags: 168 },
  object: { type: 8 },
  tuple: { size: 16, items: 24 },
  list: { size: 16, items: 24 },
  bytes: { size: 16, data: 32 },
  unicode: { length: 16, state: 32, asciiData: 40, compactData: 56 },
  dict: { keys: 32 },
  dictKeys: { index: 'log2-bytes', log2IndexBytes: 9, kind: 10, entryCount: 24, indices: 32 },
  cell: { value: 16 },
  inspection: { ...SINCE_313, modules: 7656, attributes: { ...INLINE, cachedKeys: 880 } },
  chunk: { previous: 0, size: 8, top: 16, data: 24 },
  generator: { frame: 72, state: 67, executing: 0, suspended: 254 },
  builtIn: {
    references: 0,
    definition: 16,
    self: 24,
    descriptorType: 16,
    descriptorDefinition: 40,
    definitionName: 0,
    baseType: 256,
    qualifiedTypeName: 872,
  },
  function: { code: 48, version: 136 },
  opcodes: {
    cacheUnits:
      '0001010000000000000000000000000000000001300001000000030000110000000000001000010000900000000401000111100010004000000001000000000000000000000000000000001111111111113333333333333333333311111111199999999999944110144411333333111000000000000000000000300000000000',
    bases:
      '0001022d0405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f70717273747576000000000000000000000000000000000000000000000000000000000000952d2d2d2d2d2d2d050505050535353535353535353535353535353535353535353a3a3a3b3b484848485252525252525252525252525b5b5d5d95686c6c6c272728282828282875757500000000000000000000000000ecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfe00',
    stackEffects:
      '455.2344322333434.5454355545554335553401444453EABAOAACG43D334543444433.45453344433H55555644I5J4223333E34433323342334LK4..............................4..........................................................................................................',
    flow: '----------------------e-------------e----------------cc--c-------------+f----BBF-----------------ffffeeef-------------------------------------------------------------------------------------------------------------------------------------------------------',
    callableFirst: true,
    iteratorBelow: 0,
    returnGenerator: 35,
    inlineCalls: [
      5, 53, 54, 57, 72, 82, 104, 157, 158, 159, 160, 161, 162, 163, 164, 165, 166, 167, 168, 169, 170, 171,
      172, 173, 174, 175, 176, 177, 178, 179, 180, 181, 187, 188, 189, 190, 191, 192, 193, 194, 195, 196, 197,
      198, 199, 200, 201, 202, 208, 244, 245, 246, 247, 254,
    ],
    generatorCalls: [72, 104, 187, 188, 189, 190, 208],
    versionedCalls: [177, 178, 163, 164],
    nativeCalls: [165, 166, 167, 168, 169, 170, 171, 172, 173, 174, 175, 176, 179, 180, 181],
  },
};
