import { INLINE, SINCE_313 } from './inspection-layout.ts';
import type { DataStackLayout } from './layout.ts';

/**
 * CPython 3.14, 64 bit: what scripts/read-layout.ts prints for its headers. `inlineCalls` and `generatorCalls` are the families of the
 * instructions that push a frame in Python/generated_cases.c.h, whole (`_specializations` in Lib/_opcode_metadata.py).
 */
export const cpython314: DataStackLayout = {
  version: '3.14',
  frames: 'data-stack',
  lines: 'locations',
  runtime: { interpretersHead: 808 },
  interpreter: { id: 7280, next: 7272, threadsHead: 7344, sysdict: 7672 },
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
  inspection: { ...SINCE_313, modules: 7688, attributes: { ...INLINE, cachedKeys: 880 } },
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
  function: { code: 48, version: 144 },
  opcodes: {
    cacheUnits:
      '0005000000000000000000000000000000000013000050000000300311000000000000100001000090000000000040001000111100100040000000010000000005555555555555533333333333333333333333111111111119999999999999004411014441133333311100000000000000000000000000000000000000300000',
    bases:
      '0001022c0405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f802c2c2c2c2c2c2c2c2c2c2c2c2c2c34343434343434343737373434343434343434343434343838383939464646464b4b5050505050505050505050505052525c5c6060806a6e6e6e2626272727272727777777d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff',
    stackEffects:
      '423.1443233343454.543554555443335554401444453FABAAAAC43D334543444433245453344433H55555565644I555J4223333E3433323342334LK4.......4...............................................................................................................................',
    flow: '----c---------------e--------------e----------------c--c-------------+f----BBF----------------------ffffeef-----------------------------------------------------------------------------------------------------------------------------------------------------',
    callableFirst: true,
    iteratorBelow: 0,
    returnGenerator: 34,
    inlineCalls: [
      3, 4, 44, 52, 55, 70, 80, 106, 129, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140, 141, 142,
      143, 144, 145, 146, 147, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163,
      164, 165, 171, 172, 173, 174, 177, 178, 179, 180, 181, 182, 183, 184, 185, 186, 187, 188, 189, 197, 237,
      238, 247, 250, 251, 252, 254, 255,
    ],
    generatorCalls: [70, 106, 171, 172, 173, 174, 197, 237],
    versionedCalls: [161, 162, 144, 145, 153, 151],
    nativeCalls: [146, 147, 148, 149, 150, 152, 154, 155, 156, 157, 158, 159, 160, 163, 164, 165],
  },
};
