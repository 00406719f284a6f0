import type { Interpreter } from './find-interpreter.ts';
import { threadIdsOf } from './process-status.ts';
import { PythonObjects } from './python-objects.ts';

/** Bounds against lists that garbage makes endless. */
const MOST_INTERPRETERS = 1000;
const MOST_THREADS = 100_000;

/** A Python thread as the interpreter knows it. */
export interface ListedThread {
  /** Address of its `PyThreadState`. */
  readonly address: number;
  /** The kernel's id of it, as its own pid namespace has it; 0 for one that does not run yet, or not any more. */
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
  const nativeIdOf = nativeIds(interpreter, objects);
  const threads: ListedThread[] = [];
  let address = main === undefined ? 0 : objects.pointer(main + layout.interpreter.threadsHead);
  while (address !== undefined && address !== 0 && threads.length < MOST_THREADS) {
    const nativeId = nativeIdOf(address);
    if (nativeId === undefined) break;
    threads.push({ address, nativeId });
    address = objects.pointer(address + layout.thread.next);
  }
  return threads;
}

/**
 * Where glibc's thread descriptor keeps the kernel's id (x86-64 since 2.4; `struct pthread`). Its address is the thread id,
 * which is all that Python keeps before 3.11.
 */
const DESCRIPTOR_TID = 720;

function nativeIds(
  { pid, layout }: Interpreter,
  objects: PythonObjects,
): (thread: number) => number | undefined {
  if (layout.frames === 'data-stack') {
    const { nativeThreadId } = layout.thread;
    return (thread) => objects.pointer(thread + nativeThreadId);
  }
  const { threadId } = layout.thread;
  const known = threadIdsOf(pid);
  return (thread) => {
    const descriptor = objects.pointer(thread + threadId);
    if (descriptor === undefined) return undefined;
    // The next four bytes are another member.
    const id = (objects.pointer(descriptor + DESCRIPTOR_TID) ?? 0) % 0x1_0000_0000;
    return known.has(id) ? id : 0;
  };
}

/**
 * The thread whose native id is the process id as the process sees itself, else the oldest one. On 3.11 a thread that has not run
 * yet has the id of the one that makes it, and stands before it.
 */
export function mainThreadOf(interpreter: Interpreter, innerPid: number): ListedThread | undefined {
  const threads = threadsOf(interpreter);
  return threads.findLast(({ nativeId }) => nativeId === innerPid) ?? threads.at(-1);
}
