import type { Interpreter } from './find-interpreter.ts';
import type { PythonLayout } from './layouts/layout.ts';
import { PythonObjects } from './python-objects.ts';

/** Bounds against lists that garbage makes endless. */
const MOST_INTERPRETERS = 1000;
const MOST_THREADS = 100_000;

/** A Python thread as the interpreter knows it. */
export interface ListedThread {
  /** Address of its `PyThreadState`. */
  readonly address: number;
  /** The kernel's id of it, as its own pid namespace has it. */
  readonly nativeId: number;
}

/** Address of the state of the main interpreter (the one with id 0); undefined while there is none. */
export function mainInterpreterOf({ memory, layout, runtime }: Interpreter): number | undefined {
  const objects = new PythonObjects(memory, layout);
  let address = objects.pointer(runtime + layout.runtime.interpretersHead);
  for (let i = 0; address !== undefined && address !== 0 && i < MOST_INTERPRETERS; i++) {
    if (objects.pointer(address + layout.interpreter.id) === 0) return address;
    address = objects.pointer(address + layout.interpreter.next);
  }
  return undefined;
}

/** The threads of the main interpreter, the newest first; empty while it has none. */
export function threadsOf(interpreter: Interpreter): ListedThread[] {
  const { memory, layout } = interpreter;
  const objects = new PythonObjects(memory, layout);
  const main = mainInterpreterOf(interpreter);
  const threads: ListedThread[] = [];
  let address = main === undefined ? 0 : objects.pointer(main + layout.interpreter.threadsHead);
  while (address !== undefined && address !== 0 && threads.length < MOST_THREADS) {
    const nativeId = nativeIdOf(address, objects, layout);
    if (nativeId === undefined) break;
    threads.push({ address, nativeId });
    address = objects.pointer(address + layout.thread.next);
  }
  return threads;
}

/** Where glibc's thread descriptor, whose address is the thread id, keeps the kernel's id (x86-64 since 2.4; `struct pthread`). */
const DESCRIPTOR_TID = 720;

function nativeIdOf(thread: number, objects: PythonObjects, layout: PythonLayout): number | undefined {
  if (layout.frames === 'data-stack') return objects.pointer(thread + layout.thread.nativeThreadId);
  const descriptor = objects.pointer(thread + layout.thread.threadId);
  if (descriptor === undefined) return undefined;
  // The next four bytes are another member.
  return (objects.pointer(descriptor + DESCRIPTOR_TID) ?? 0) % 0x1_0000_0000;
}

/** The thread whose native id is the process id as the process sees itself, else the oldest one. */
export function mainThreadOf(interpreter: Interpreter, innerPid: number): ListedThread | undefined {
  const threads = threadsOf(interpreter);
  return threads.find(({ nativeId }) => nativeId === innerPid) ?? threads.at(-1);
}
