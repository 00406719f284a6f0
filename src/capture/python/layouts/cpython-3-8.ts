import { UP_TO_310 } from './inspection-layout.ts';
import type { FrameObjectsLayout } from './layout.ts';
import { UNSPECIALIZED } from './unspecialized.ts';

/**
 * CPython 3.8, 64 bit: what scripts/read-layout.ts prints for its headers. `dictKeys` is from Objects/dict-common.h, which is not
 * installed; the value of `executing` from frame_dealloc and _PyEval_EvalFrameDefault.
 */
export const cpython38: FrameObjectsLayout = {
  version: '3.8',
  frames: 'objects',
  lines: 'lnotab',
  runtime: { interpretersHead: 32 },
  interpreter: { id: 16, next: 0, threadsHead: 8, sysdict: 72 },
  thread: { next: 8, threadId: 176, currentFrame: 24 },
  frame: {
    back: 24,
    code: 32,
    instruction: 104,
    instructionBytes: 1,
    state: 116,
    executing: 1,
    valueStack: 64,
    locals: 360,
  },
  code: {
    size: 176,
    stackSize: 32,
    flags: 36,
    firstLine: 40,
    fileName: 104,
    name: 112,
    localCount: 28,
    localNames: 72,
    cellNames: 88,
    instructions: 48,
    lineTable: 120,
  },
  function: { code: 16 },
  type: { name: 24, flags: 168 },
  object: { type: 8 },
  tuple: { size: 16, items: 24 },
  list: { size: 16, items: 24 },
  bytes: { size: 16, data: 32 },
  unicode: { length: 16, state: 32, asciiData: 48, compactData: 72 },
  dict: { keys: 32 },
  dictKeys: { index: 'slots', slots: 8, entryCount: 32, indices: 40 },
  cell: { value: 16 },
  inspection: { ...UP_TO_310, gil: { kind: 'in-runtime', offset: 1152 }, modules: 56 },
  opcodes: {
    ...UNSPECIALIZED,
    stackEffects:
      '.344564..4444..433.33.33333333....................455PR333.312333333443534.33333.6133444Q134K5L2334.55AAAB43354334335.....4.534...EESO.5534..CF543325AAAAA4MEAA.5C4Q............................................................................................',
    flow: '------------------------------------------------------------------------c----------e---------n----------------FOOAaa------s-------ec---------ccs+---------t------c----------------------------------------------------------------------------------------------',
  },
};
