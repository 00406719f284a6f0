import type { Memory } from '../process-memory.ts';
import type { DataStackLayout, PythonLayout } from './layout.ts';
import { layoutOf } from './select-layout.ts';

/** `_Py_DebugOffsets` stands at the start of `_PyRuntime` from 3.13 on (Include/internal/pycore_runtime.h, pycore_debug_offsets.h). */
const COOKIE = 'xdebugpy';
const HEAD_BYTES = 1024;

/** Of a thread state or a frame no member that is read is so far behind; the runtime and interpreter state are larger. */
const SMALL_BYTES = 1008;
const LARGE_BYTES = 1 << 20;

export type DescribedLayout =
  | { readonly kind: 'described'; readonly version: string; readonly layout: PythonLayout | undefined }
  | { readonly kind: 'free-threaded'; readonly version: string };

/**
 * The layout as the interpreter itself describes it, over the one from the headers, which has what is not described. Undefined when
 * it does not describe itself; without a layout when the version is not known, or what is described cannot be.
 */
export function describedLayout(memory: Memory, runtime: number): DescribedLayout | undefined {
  const bytes = Buffer.alloc(HEAD_BYTES);
  if (!memory.read(runtime, bytes, HEAD_BYTES)) return undefined;
  if (bytes.toString('latin1', 0, COOKIE.length) !== COOKIE) return undefined;
  const hex = Number(bytes.readBigUInt64LE(8));
  const version = `${(hex >>> 24) & 255}.${(hex >>> 16) & 255}`;
  if (bytes.readBigUInt64LE(16) !== 0n) return { kind: 'free-threaded', version };
  const known = layoutOf(version);
  const fields = FIELDS[version];
  if (known?.frames !== 'data-stack' || fields === undefined)
    return { kind: 'described', version, layout: undefined };
  let isPlausible = true;
  const offset = (name: string): number => {
    const value = at(bytes, fields, name);
    isPlausible &&= isPlausibleOffset(name, value);
    return value;
  };
  const layout = overlay(known, offset);
  return { kind: 'described', version, layout: isPlausible ? layout : undefined };
}

function isPlausibleOffset(name: string, value: number): boolean {
  const isSmall = name.startsWith('thread.') || name.startsWith('frame.');
  if (value > (isSmall ? SMALL_BYTES : LARGE_BYTES)) return false;
  if (name === 'frame.owner') return true;
  // The link back stands before the one to the next thread.
  return value % 8 === 0 && (name !== 'thread.next' || value >= 8);
}

/** Members of the struct in their order, eight bytes each, behind cookie, version and free_threaded. */
const RUNTIME = ['size', 'finalizing', 'interpreters_head'].map((name) => `runtime.${name}`);
const INTERPRETER_313 = fieldsOf(
  'interpreter',
  'size id next threads_head gc imports_modules sysdict builtins ceval_gil gil_runtime_state gil_enabled gil_locked gil_holder',
);
const INTERPRETER_314 = fieldsOf(
  'interpreter',
  'size id next threads_head threads_main gc imports_modules sysdict builtins ceval_gil gil_runtime_state gil_enabled gil_locked gil_holder code_object_generation tlbc_generation',
);
const THREAD_313 = fieldsOf(
  'thread',
  'size prev next interp current_frame thread_id native_thread_id datastack_chunk status',
);
const THREAD_315 = fieldsOf(
  'thread',
  'size prev next interp current_frame base_frame last_profiled_frame last_profiled_frame_seq thread_id native_thread_id datastack_chunk status holds_gil gil_requested current_exception exc_state',
);
const EXCEPTION_ITEM = ['exc_value'];
const FRAME = fieldsOf('frame', 'size previous executable instr_ptr localsplus owner');
const BEFORE_GC_315 = [
  ...fieldsOf('frame', 'stackpointer tlbc_index'),
  ...fieldsOf(
    'code',
    'size filename name qualname linetable firstlineno argcount localsplusnames localspluskinds co_code_adaptive co_tlbc',
  ),
  ...fieldsOf('object', 'size ob_type'),
  ...fieldsOf('type', 'size tp_name tp_repr tp_flags tp_basicsize tp_dictoffset'),
  ...fieldsOf('heap_type', 'size ht_cached_keys'),
  ...fieldsOf('tuple', 'size ob_item ob_size'),
  ...fieldsOf('list', 'size ob_item ob_size'),
  ...fieldsOf('set', 'size used table mask'),
  ...fieldsOf('dict', 'size ma_keys ma_values'),
  ...fieldsOf('float', 'size ob_fval'),
  ...fieldsOf('long', 'size lv_tag ob_digit'),
  ...fieldsOf('bytes', 'size ob_size ob_sval'),
  ...fieldsOf('unicode', 'size state length asciiobject_size compactunicodeobject_size'),
];
const GC_315 = fieldsOf('gc', 'size collecting frame');

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  '3.13': [...RUNTIME, ...INTERPRETER_313, ...THREAD_313, ...FRAME],
  '3.14': [...RUNTIME, ...INTERPRETER_314, ...THREAD_313, ...FRAME],
  '3.15': [
    ...RUNTIME,
    ...INTERPRETER_314,
    ...THREAD_315,
    ...EXCEPTION_ITEM,
    ...FRAME,
    ...BEFORE_GC_315,
    ...GC_315,
  ],
};

function fieldsOf(struct: string, names: string): string[] {
  return names.split(' ').map((name) => `${struct}.${name}`);
}

function at(bytes: Buffer, fields: readonly string[], name: string): number {
  const index = fields.indexOf(name);
  if (index < 0) throw new Error(`this version does not describe ${name}`);
  return Number(bytes.readBigUInt64LE(24 + index * 8));
}

function overlay(layout: DataStackLayout, offset: (name: string) => number): DataStackLayout {
  const datastackChunk = offset('thread.datastack_chunk');
  return {
    ...layout,
    runtime: { interpretersHead: offset('runtime.interpreters_head') },
    interpreter: {
      id: offset('interpreter.id'),
      next: offset('interpreter.next'),
      threadsHead: offset('interpreter.threads_head'),
      sysdict: offset('interpreter.sysdict'),
    },
    collectingFrame:
      layout.collectingFrame === undefined ? undefined : offset('interpreter.gc') + offset('gc.frame'),
    thread: {
      next: offset('thread.next'),
      nativeThreadId: offset('thread.native_thread_id'),
      datastackChunk,
      // The next member of the struct since 3.11.
      datastackTop: datastackChunk + 8,
      currentFrame: { pointer: undefined, offset: offset('thread.current_frame') },
      baseFrame: layout.thread.baseFrame === undefined ? undefined : offset('thread.base_frame'),
    },
    frame: {
      ...layout.frame,
      previous: offset('frame.previous'),
      code: offset('frame.executable'),
      instruction: offset('frame.instr_ptr'),
      locals: offset('frame.localsplus'),
      owner: offset('frame.owner'),
    },
  };
}
