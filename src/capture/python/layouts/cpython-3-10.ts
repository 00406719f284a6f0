import { UP_TO_310 } from './inspection-layout.ts';
import type { FrameObjectsLayout } from './layout.ts';
import { UNSPECIALIZED } from './unspecialized.ts';

/**
 * CPython 3.10, 64 bit: what scripts/read-layout.ts prints for its headers. `dictKeys` is from Objects/dict-common.h, which is not
 * installed; the value of `executing` from PyFrameState in Include/cpython/frameobject.h.
 */
export const cpython310: FrameObjectsLayout = {
  version: '3.10',
  frames: 'objects',
  lines: 'deltas',
  runtime: { interpretersHead: 32 },
  interpreter: { id: 24, next: 0, threadsHead: 8, sysdict: 872 },
  thread: { next: 8, threadId: 176, currentFrame: 24 },
  frame: {
    back: 24,
    code: 32,
    instruction: 96,
    instructionBytes: 2,
    state: 108,
    executing: 0,
    valueStack: 64,
    locals: 352,
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
  function: { code: 48 },
  type: { name: 24, flags: 168 },
  object: { type: 8 },
  tuple: { size: 16, items: 24 },
  list: { size: 16, items: 24 },
  bytes: { size: 16, data: 32 },
  unicode: { length: 16, state: 32, asciiData: 48, compactData: 72 },
  dict: { keys: 32 },
  dictKeys: { index: 'slots', slots: 8, entryCount: 32, indices: 40 },
  cell: { value: 16 },
  inspection: { ...UP_TO_310, gil: { kind: 'in-runtime', offset: 352 }, modules: 856 },
  opcodes: {
    ...UNSPECIALIZED,
    stackEffects:
      '.344564..4444..433.33.3333333355564..............5455.R333.312333333443534533333..433444.134K5L2334455AAAB43354334335331.24.534..4EESO.5534..CF543325...3.4MEA..5C3333..........................................................................................',
    flow: '------------------------------------------------------------------------c----------e---------n----------------FOOAaa---e-as-------ec---------ccs+---------t------c----------------------------------------------------------------------------------------------',
  },
};
