import type { InspectionLayout } from './inspection-layout.ts';

/**
 * Where CPython keeps what a sampler reads: byte offsets into its structs, and which instructions call.
 * One value for each minor version, checked against the headers by test/accuracy/layouts.test.ts.
 */
export type PythonLayout = DataStackLayout | FrameObjectsLayout;

/** CPython 3.11 and later: frames lie one behind the other in chunks of memory, generators' frames in their objects. */
export interface DataStackLayout extends ObjectsLayout {
  readonly frames: 'data-stack';
  readonly thread: {
    readonly next: number;
    readonly nativeThreadId: number;
    readonly datastackChunk: number;
    readonly datastackTop: number;
    /** Where the innermost frame's address is: in the thread state, or at an offset behind `pointer` (`_PyCFrame`, up to 3.12). */
    readonly currentFrame: { readonly pointer: number | undefined; readonly offset: number };
    /** The address that the innermost frame has while the thread runs no Python code, where it is not null then (3.15). */
    readonly baseFrame: number | undefined;
  };
  readonly frame: {
    /** Low bits of the pointer may be tags; a frame that is left has a null here from 3.14 on. */
    readonly code: number;
    readonly previous: number;
    readonly instruction: number;
    /** The function; from 3.14 on cleared before the code when a frame is left. */
    readonly function: number;
    /** -1 in a frame that executes (up to 3.13). */
    readonly stackTop: number | undefined;
    readonly owner: number;
    /** Whether C code called the frame (3.11); later versions have a frame on the C stack in between. */
    readonly isEntry: number | undefined;
    readonly locals: number;
  };
  /** In the interpreter state: the frame in which garbage is collected, null while none is (3.15 and later). */
  readonly collectingFrame: number | undefined;
  /** Frames of C callers stand between Python frames on the C stack, with this owner (3.12 and later). */
  readonly cStackOwner: number | undefined;
  readonly code: CodeLayout & {
    readonly unitCount: number;
    readonly localKinds: number;
    readonly exceptionTable: number;
    /** A number that no other code object of the process has or had; absent before 3.12. */
    readonly version: number | undefined;
  };
  readonly chunk: {
    readonly previous: number;
    readonly size: number;
    readonly top: number;
    readonly data: number;
  };
  readonly generator: {
    readonly frame: number;
    readonly state: number;
    /** The value of `state`, a byte, while it runs. */
    readonly executing: number;
    /** The same after a `yield`. */
    readonly suspended: number;
  };
  readonly builtIn: BuiltInLayout;
  /** `version` is what call instructions keep of a function; `code` stands before it. */
  readonly function: { readonly code: number; readonly version: number };
  readonly opcodes: OpcodeFacts;
}

/** CPython 3.8 to 3.10: each frame is an object of its own. */
export interface FrameObjectsLayout extends ObjectsLayout {
  readonly frames: 'objects';
  readonly thread: {
    readonly next: number;
    /** `pthread_self()` of the thread; these versions do not keep the kernel's id. */
    readonly threadId: number;
    readonly currentFrame: number;
  };
  readonly frame: {
    readonly back: number;
    readonly code: number;
    /** -1 before the first instruction, else in units of `instructionBytes`, as the arguments of jumps are. */
    readonly instruction: number;
    readonly instructionBytes: 1 | 2;
    /** A byte that is `executing` while the frame runs or waits for what it called. */
    readonly state: number;
    readonly executing: number;
    readonly valueStack: number;
    readonly locals: number;
  };
  readonly code: CodeLayout & { readonly cellNames: number };
  readonly function: { readonly code: number };
  readonly opcodes: StackEffects;
}

interface ObjectsLayout {
  readonly version: string;
  readonly runtime: { readonly interpretersHead: number };
  readonly interpreter: {
    readonly id: number;
    readonly next: number;
    readonly threadsHead: number;
    readonly sysdict: number;
  };
  /** How the lines of a code object are written: Objects/locations.md, PEP 626 or Objects/lnotab_notes.txt of the version. */
  readonly lines: 'locations' | 'deltas' | 'lnotab';
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
  /** `slots`: the number of index slots (up to 3.10); `log2-bytes`: the logarithm of the bytes that they take. */
  readonly dictKeys: (
    | { readonly index: 'slots'; readonly slots: number }
    | {
        readonly index: 'log2-bytes';
        readonly log2IndexBytes: number;
        /** 0 where entries have a hash; before 3.11 all have. */
        readonly kind: number;
      }
  ) & { readonly entryCount: number; readonly indices: number };
  readonly cell: { readonly value: number };
  readonly inspection: InspectionLayout;
}

interface CodeLayout {
  readonly size: number;
  readonly localCount: number;
  readonly stackSize: number;
  readonly flags: number;
  readonly firstLine: number;
  readonly localNames: number;
  readonly fileName: number;
  readonly name: number;
  readonly lineTable: number;
  /** The instructions themselves, in frame object layouts a pointer to a `bytes`. */
  readonly instructions: number;
}

/** Functions of C code (`PyCFunctionObject`), methods of their types (`PyMethodDescrObject`), and what names them. */
export interface BuiltInLayout {
  /** Four bytes: how many hold the object. */
  readonly references: number;
  readonly definition: number;
  /** What it is bound to: a module, an instance, a class, or null. */
  readonly self: number;
  readonly descriptorType: number;
  readonly descriptorDefinition: number;
  /** Of the definition (`PyMethodDef`): the name as C text. */
  readonly definitionName: number;
  readonly baseType: number;
  /** Only of types that are made at run time. */
  readonly qualifiedTypeName: number;
}

/** What opcodes do to the value stack. */
export interface StackEffects {
  /** For each opcode, specialized ones included, how many cache units follow it: 256 hexadecimal digits. */
  readonly cacheUnits: string;
  /** For each opcode the one that it is a specialization of: two hexadecimal digits each. */
  readonly bases: string;
  /**
   * For each opcode by how much it grows the value stack when it does not jump: `0` to `6` are -4 to 2, letters are others or
   * depend on the argument (EFFECTS_BY_ARGUMENT in stack-depths.ts), `.` is not known.
   */
  readonly stackEffects: string;
  /**
   * For each opcode where it goes on: `-` behind itself, `f` or `b` also forwards or backwards, `F` or `B` only so, `e` nowhere.
   * `i` and `o` as `f`, but when it jumps it grows the stack by -1 and 0. `c` calls what its effect leaves the result in place
   * of, `p` what stands one below; `+` extends the argument of the next. Up to 3.10: `n` as `i`, and resumes what is on top; `a` as
   * `f` to a place that counts from the start, `A` only so, `O` with 0; `s` and `t` with 6 and 5 to code for exceptions.
   */
  readonly flow: string;
}

export interface OpcodeFacts extends StackEffects {
  /** On the value stack the callable stands below `self` or a null; else above a null, or is a method below its `self`. */
  readonly callableFirst: boolean;
  /** Slots that are taken above what FOR_ITER iterates: the place in it, since 3.15. */
  readonly iteratorBelow: 0 | 1;
  readonly returnGenerator: number;
  /** Opcodes that can push a Python frame without leaving the evaluation loop. */
  readonly inlineCalls: readonly number[];
  /** Those of them whose callee is a generator's frame, which is not in the data stack. */
  readonly generatorCalls: readonly number[];
  /**
   * Those of them that are sure to push one, being specialized for it. Only where a frame does not tell whether C code that it called
   * resumes the generator (3.14 and later).
   */
  readonly inlinedResumptions?: readonly number[];
  /** Specialized calls that keep the version of the function that they push a frame for (`_PyCallCache`). */
  readonly versionedCalls: readonly number[];
  /** Specialized calls that are for C functions, and push no frame themselves. */
  readonly nativeCalls: readonly number[];
}
