import { COMMON } from './inspection-layout.ts';
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
  collectingFrame: undefined,
  thread: {
    next: 8,
    nativeThreadId: 160,
    datastackChunk: 296,
    datastackTop: 304,
    currentFrame: { pointer: 56, offset: 8 },
    baseFrame: undefined,
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
    exceptionTable: 40,
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
  dictKeys: { index: 'log2-bytes', log2IndexBytes: 9, kind: 10, entryCount: 24, indices: 32 },
  cell: { value: 16 },
  inspection: {
    ...COMMON,
    gil: { kind: 'in-runtime', offset: 360 },
    modules: 888,
    attributes: { kind: 'values-pointer', cachedKeys: 872, values: -32, dict: -24 },
    longHead: { kind: 'size', offset: 16 },
  },
  chunk: { previous: 0, size: 8, top: 16, data: 24 },
  generator: { frame: 80, state: 75, executing: 0 },
  builtIn: {
    references: 0,
    definition: 16,
    self: 24,
    descriptorType: 16,
    descriptorDefinition: 40,
    definitionName: 0,
    baseType: 256,
    qualifiedTypeName: 864,
  },
  function: { code: 48, version: 128 },
  opcodes: {
    cacheUnits:
      '00011111100001101444444444222200000000044444000550000005aaaa10aa111100001100111111000000000010040000000000420000010050000110000100000000000001010000000004400044a00000101114000001111000000000000000000000000000000000000000000000000000000000000000000000000000',
    bases:
      '0001027a7a7a7a7a7a090a0b0c7a7a0f7a1919191919ababab196b6b6b6b1e1f2021902324258c6a6a6a6a6a647c7c747431323334353674a0a0a0a03c3da0a0a6a6a6a644454647a6a64a4ba6a6a6a6a6a652535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f70a672737475767778a67a7b7c7d7ea6808182838485868788898a8b8ca68ea69091929394959797985f5f9b9c9d5f5fa07da2a3a4a5a67d3c3c3cabacadaeafb05c5c5c5c000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
    stackEffects:
      '435......4444..4.........3....5555.544...........545552.....12......4435..55......4334443334K5L2334455AAAB4335433.33I3335.34534.33E4NO4455344.G.433254.42..MEA..5.3333E....343333...............................................................................',
    flow: '-----------------------------------------------------------------------------------e---------i----------------Foo-ff---e---i----ffe---B-----B-c-+---------------------p----c-bbbb-------------------------------------------------------------------------------',
    callableFirst: false,
    returnGenerator: 75,
    inlineCalls: [17, 18, 19, 20, 21, 22, 23, 24, 25, 39, 40, 41, 42, 43, 106, 142, 171],
    generatorCalls: [],
    versionedCalls: [23, 24],
    nativeCalls: [],
  },
};
