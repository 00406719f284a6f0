import type { Interpreter } from './find-interpreter.ts';
import { PythonObjects } from './python-objects.ts';

/** Bounds against lists that garbage makes endless. */
const MOST_INTERPRETERS = 1000;
const MOST_THREADS = 100_000;

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

/**
 * Address of the main thread's state: the thread whose native id is the process id as the process sees itself, else the
 * oldest thread, which is the last of the list.
 */
export function mainThreadOf(interpreter: Interpreter, innerPid: number): number | undefined {
  const { memory, layout } = interpreter;
  const objects = new PythonObjects(memory, layout);
  const main = mainInterpreterOf(interpreter);
  if (main === undefined) return undefined;
  let thread = objects.pointer(main + layout.interpreter.threadsHead);
  let last: number | undefined;
  for (let i = 0; thread !== undefined && thread !== 0 && i < MOST_THREADS; i++) {
    if (objects.pointer(thread + layout.thread.nativeThreadId) === innerPid) return thread;
    last = thread;
    thread = objects.pointer(thread + layout.thread.next);
  }
  return last;
}
