import { COMMON } from './inspection-layout.ts';
import type { DataStackLayout } from './layout.ts';

/**
 * CPython 3.12, 64 bit: what scripts/read-layout.ts prints for its headers. `inlineCalls` and `generatorCalls` are the
 * instructions that push a frame in Python/generated_cases.c.h.
 */
export const cpython312: DataStackLayout = {
  version: '3.12',
  frames: 'data-stack',
  lines: 'locations',
  runtime: { interpretersHead: 40 },
  interpreter: { id: 8, next: 0, threadsHead: 72, sysdict: 352 },
  collectingFrame: undefined,
  thread: {
    next: 8,
    nativeThreadId: 144,
    datastackChunk: 232,
    datastackTop: 240,
    currentFrame: { pointer: 56, offset: 0 },
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
    size: 200,
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
    instructions: 192,
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
  inspection: {
    ...COMMON,
    gil: { kind: 'behind-interpreter', pointer: 384 },
    modules: 944,
    attributes: { kind: 'tagged-pointer', cachedKeys: 880, word: -24 },
    longHead: { kind: 'tag', offset: 16 },
  },
  chunk: { previous: 0, size: 8, top: 16, data: 24 },
  generator: { frame: 72, state: 67, executing: 0, suspended: 255 },
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
      '0000001110100110101111133100330000300033333333333000000031111011111100909900999999900000000011040000000000910004440040000011000000000000000001000000400004000001110000111003000000000000000000000000000000000000000000000000000000000000000000000300000000000000',
    bases:
      '0001020304057a7a7a097a0b0c7a7a0f7a117a19191919abab191a1babab1e1f2021ab232425ababababababababababab31323334353637ab6b6b6b3c3d5d5d5d5d8d8d44456a476a6a4a4b6a6a6a6a6a6a6a5364557c577c595a5b5c5d5e5f606162636465666768696a6b6c6d6e74745f72737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192935f959697985f7d9b9c9d7d3c3c5ca2a3a4a55c5c7b0000abacadaeafb0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000edeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfe00',
    stackEffects:
      '435323...4.44..4.........320..5555.544...........5455523....12......44.5..55.......3.4.5.334K5L2334455AAABH3354...33I3335434534533E4NO4455344JG54332.4442..MEA....3333.....C44344...............................................................................',
    flow: '---e-------------------------------------------------------------------------------e---------f----------------F---ff---e-e-f----ffe---B-----B-c-+--------------------------c------------------------------------------------------------------------------------',
    callableFirst: false,
    iteratorBelow: 0,
    returnGenerator: 75,
    inlineCalls: [
      19, 20, 21, 22, 23, 24, 25, 28, 29, 34, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 56, 62, 63, 64, 65,
      70, 72, 73, 76, 77, 78, 79, 80, 81, 82, 93, 106, 123, 142, 168, 171, 241, 244, 253, 254,
    ],
    generatorCalls: [62, 63, 64, 65, 93, 123, 168],
    versionedCalls: [23, 24, 28],
    nativeCalls: [29, 34, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 56],
  },
};
