/**
 * Where CPython keeps what a sampler reads: byte offsets into its structs, and which instructions call.
 * One value for each minor version, checked against the headers by layouts.test.ts.
 */
export interface PythonLayout {
  readonly version: string;
  readonly runtime: { readonly interpretersHead: number };
  readonly interpreter: {
    readonly id: number;
    readonly next: number;
    readonly threadsHead: number;
    readonly sysdict: number;
  };
  readonly thread: {
    readonly next: number;
    readonly nativeThreadId: number;
    readonly datastackChunk: number;
    readonly datastackTop: number;
    /** Where the innermost frame's address is: in the thread state, or behind a pointer in it (`_PyCFrame`, up to 3.12). */
    readonly currentFrame: { readonly kind: 'direct'; readonly offset: number } | CurrentFrameBehindPointer;
  };
  readonly frame: {
    readonly code: number;
    readonly previous: number;
    readonly instruction: number;
    readonly stackTop: number;
    readonly owner: number;
    /** Whether C code called the frame (3.11); later versions have a frame on the C stack in between. */
    readonly isEntry: number | undefined;
    readonly locals: number;
  };
  /** Frames of C callers stand between Python frames on the C stack, with this owner (3.12 and later). */
  readonly cStackOwner: number | undefined;
  readonly code: {
    readonly size: number;
    readonly unitCount: number;
    readonly localCount: number;
    readonly stackSize: number;
    readonly firstLine: number;
    readonly localNames: number;
    readonly localKinds: number;
    readonly fileName: number;
    readonly name: number;
    readonly lineTable: number;
    /** A number that no other code object of the process has or had; absent before 3.12. */
    readonly version: number | undefined;
    readonly instructions: number;
  };
  readonly type: { readonly name: number; readonly flags: number };
  readonly object: { readonly type: number };
  readonly tuple: { readonly size: number; readonly items: number };
  readonly list: { readonly size: number; readonly items: number };
  readonly bytes: { readonly size: number; readonly data: number };
  readonly unicode: {
    readonly length: number;
    readonly state: number;
    readonly asciiData: number;
    readonly compactData: number;
  };
  readonly dict: { readonly keys: number };
  readonly dictKeys: {
    readonly log2IndexBytes: number;
    readonly kind: number;
    readonly entryCount: number;
    readonly indices: number;
  };
  readonly cell: { readonly value: number };
  readonly chunk: {
    readonly previous: number;
    readonly size: number;
    readonly top: number;
    readonly data: number;
  };
  readonly opcodes: OpcodeFacts;
}

interface CurrentFrameBehindPointer {
  readonly kind: 'behind-pointer';
  readonly pointer: number;
  readonly offset: number;
}

export interface OpcodeFacts {
  /** For each opcode, specialized ones included, how many cache units follow it: 256 hexadecimal digits. */
  readonly cacheUnits: string;
  /** Opcodes that can push a Python frame without leaving the evaluation loop. */
  readonly inlineCalls: readonly number[];
  /** Those of them whose callee is a generator's frame, which is not in the data stack. */
  readonly generatorCalls: readonly number[];
}
