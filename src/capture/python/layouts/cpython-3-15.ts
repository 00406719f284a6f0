import { INLINE, SINCE_313 } from './inspection-layout.ts';
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
  collectingFrame: 7520,
  thread: {
    next: 8,
    nativeThreadId: 184,
    datastackChunk: 256,
    datastackTop: 264,
    currentFrame: { pointer: undefined, offset: 72 },
    baseFrame: 80,
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
    exceptionTable: 40,
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
  dictKeys: { index: 'log2-bytes', log2IndexBytes: 9, kind: 10, entryCount: 24, indices: 32 },
  cell: { value: 16 },
  inspection: { ...SINCE_313, modules: 7592, attributes: { ...INLINE, cachedKeys: 888 } },
  chunk: { previous: 0, size: 8, top: 16, data: 24 },
  generator: { frame: 72, state: 67, executing: 4, suspended: 1 },
  builtIn: {
    references: 0,
    definition: 16,
    self: 24,
    descriptorType: 16,
    descriptorDefinition: 40,
    definitionName: 0,
    baseType: 256,
    qualifiedTypeName: 880,
  },
  function: { code: 48, version: 144 },
  opcodes: {
    cacheUnits:
      '0005100000000000000000000000000000001300005000000030031100000000000010100010000900000000000400010001111001000400000000100000000015555555555555553333333113333333333333333111111111111119999999999999441111111444113333331110000000000000000000000000000003000000',
    bases:
      '0001022a0405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f802a2a2a2a2a2a2a2a2a2a2a2a2a2a2a323232323232320404323535353232323232323232323232323636363737444444444446464a4a4f4f4f4f4f4f4f4f4f4f4f4f4f5b5b5f5f80806969696d6d6d2424252525252525767676dbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff',
    stackEffects:
      '423.1443232343455.3554555443235554401444453FABAAAAC43D3345434444332454553344433H55555565644I555J4223333E3433323342334LK4........4...............................................................................................................................',
    flow: '----c-------------e--------------e----------------c--c-------------+f-----BBF----------------------ffffeef------------------------------------------------------------------------------------------------------------------------------------------------------',
    callableFirst: true,
    iteratorBelow: 1,
    returnGenerator: 32,
    inlineCalls: [
      3, 4, 42, 50, 53, 68, 79, 105, 129, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140, 141, 142,
      143, 144, 145, 146, 147, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163,
      164, 165, 166, 167, 168, 174, 175, 176, 177, 178, 183, 184, 185, 186, 187, 188, 189, 190, 191, 192, 193,
      194, 195, 202, 203, 204, 236, 237, 246, 249, 250, 251, 253, 254,
    ],
    generatorCalls: [68, 105, 174, 175, 176, 177, 178, 202, 203, 204, 236],
    versionedCalls: [164, 165, 145, 146, 156, 154],
    nativeCalls: [147, 148, 149, 150, 151, 153, 155, 157, 158, 159, 160, 161, 162, 163, 166, 167, 168],
  },
};
