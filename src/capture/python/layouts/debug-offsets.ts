import type { Memory } from '../process-memory.ts';
import type { PythonLayout } from './layout.ts';
import { layoutOf } from './select-layout.ts';

/** `_Py_DebugOffsets` stands at the start of `_PyRuntime` from 3.13 on (Include/internal/pycore_runtime.h, pycore_debug_offsets.h). */
const COOKIE = 'xdebugpy';
const HEAD_BYTES = 512;

export type DescribedLayout =
  | { readonly kind: 'described'; readonly version: string; readonly layout: PythonLayout | undefined }
  | { readonly kind: 'free-threaded'; readonly version: string };

/**
 * The layout as the interpreter itself describes it, over the one from the headers, which has what is not described.
 * Undefined when it does not describe itself.
 */
export function describedLayout(memory: Memory, runtime: number): DescribedLayout | undefined {
  const bytes = Buffer.alloc(HEAD_BYTES);
  if (!memory.read(runtime, bytes, HEAD_BYTES)) return undefined;
  if (bytes.toString('latin1', 0, COOKIE.length) !== COOKIE) return undefined;
  const hex = Number(bytes.readBigUInt64LE(8));
  const version = `${(hex >>> 24) & 255}.${(hex >>> 16) & 255}`;
  if (bytes.readBigUInt64LE(16) !== 0n) return { kind: 'free-threaded', version };
  const known = layoutOf(version);
  return { kind: 'described', version, layout: known && overlay313(known, bytes) };
}

/** Fields in the order of 3.13's struct, eight bytes each, behind cookie, version and free_threaded. */
const FIELDS_313 = [
  'runtime.size',
  'runtime.finalizing',
  'runtime.interpretersHead',
  'interpreter.size',
  'interpreter.id',
  'interpreter.next',
  'interpreter.threadsHead',
  'interpreter.gc',
  'interpreter.modules',
  'interpreter.sysdict',
  'interpreter.builtins',
  'interpreter.gil',
  'gil.state',
  'gil.enabled',
  'gil.locked',
  'gil.holder',
  'thread.size',
  'thread.prev',
  'thread.next',
  'thread.interp',
  'thread.currentFrame',
  'thread.threadId',
  'thread.nativeThreadId',
  'thread.datastackChunk',
] as const;

function overlay313(layout: PythonLayout, bytes: Buffer): PythonLayout {
  const at = (name: (typeof FIELDS_313)[number]): number =>
    Number(bytes.readBigUInt64LE(24 + FIELDS_313.indexOf(name) * 8));
  const datastackChunk = at('thread.datastackChunk');
  return {
    ...layout,
    runtime: { interpretersHead: at('runtime.interpretersHead') },
    interpreter: {
      id: at('interpreter.id'),
      next: at('interpreter.next'),
      threadsHead: at('interpreter.threadsHead'),
      sysdict: at('interpreter.sysdict'),
    },
    thread: {
      next: at('thread.next'),
      nativeThreadId: at('thread.nativeThreadId'),
      datastackChunk,
      // The next member of the struct since 3.11.
      datastackTop: datastackChunk + 8,
      currentFrame: { kind: 'direct', offset: at('thread.currentFrame') },
    },
  };
}
