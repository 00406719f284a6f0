import { readlinkSync } from 'node:fs';
import { CallwiseError } from '../../model/callwise-error.ts';
import type { FoundInterpreter, Interpreter, InterpreterFinder } from './find-interpreter.ts';
import { childrenOf, executableOf, innerPidOf, isRunning, stackStartOf } from './process-status.ts';
import { type ListedThread, mainThreadOf } from './thread-list.ts';

/** An interpreter and its main thread. */
export interface SampleTarget {
  readonly interpreter: Interpreter;
  readonly thread: ListedThread;
  /** See `stackStartOf`; from before the memory was opened. */
  readonly stackStart: string | undefined;
}

export type SearchResult =
  | { readonly kind: 'found'; readonly target: SampleTarget }
  | { readonly kind: 'problem'; readonly found: FoundInterpreter }
  | { readonly kind: 'not-yet' }
  | { readonly kind: 'gone' };

/** How long a process that is attached to may take to show an interpreter. */
export const ATTACH_PATIENCE_MILLIS = 300;

/** A process that has mapped no Python for this time, in milliseconds, is looked at no more often: it may still load one. */
const LOOK_AGAIN_MILLIS = 50;

interface Seen {
  readonly executable: string;
  /** When it was first seen to run that. */
  readonly since: number;
  readonly at: number;
}

/** Looks for the first Python process in a tree, or in one process alone, again and again: shells and starters stand before it. */
export class PythonSearch {
  readonly #root: number;
  readonly #finder: InterpreterFinder;
  readonly #range: 'tree' | 'alone';
  readonly #seen = new Map<number, Seen>();

  constructor(root: number, finder: InterpreterFinder, range: 'tree' | 'alone') {
    this.#root = root;
    this.#finder = finder;
    this.#range = range;
  }

  look(now: number): SearchResult {
    if (!isRunning(this.#root)) return { kind: 'gone' };
    let pending = [this.#root];
    while (pending.length > 0) {
      for (const pid of pending) {
        const result = this.#lookAt(pid, now);
        if (result.kind !== 'not-yet') return result;
      }
      pending = this.#range === 'tree' ? pending.flatMap(childrenOf) : [];
    }
    return { kind: 'not-yet' };
  }

  #lookAt(pid: number, now: number): SearchResult {
    const executable = executableOf(pid);
    if (executable === undefined) return { kind: 'not-yet' };
    const last = this.#seen.get(pid);
    const since = last?.executable === executable ? last.since : now;
    // A loader that is given Python to run maps it within a millisecond.
    const isSettled = now - since >= LOOK_AGAIN_MILLIS && !isPythonName(executable);
    if (isSettled && last !== undefined && now - last.at < LOOK_AGAIN_MILLIS) return { kind: 'not-yet' };
    this.#seen.set(pid, { executable, since, at: now });
    const result = lookAtProcess(pid, this.#finder);
    return result.kind === 'gone' ? { kind: 'not-yet' } : result;
  }
}

/** Whether a program by this path is Python, and will be one that can be read before long. */
export function isPythonName(executable: string | undefined): boolean {
  return executable !== undefined && /\/python[\d.]*(?: \(deleted\))?$/.test(executable);
}

/** Looks at one process. Throws a CallwiseError `no-permission` for one that is there, but not for us to look at. */
export function lookAtProcess(pid: number, finder: InterpreterFinder): SearchResult {
  const stackStart = stackStartOf(pid);
  const found = finder.find(pid);
  if (found.kind === 'gone' && isRunning(pid)) {
    refuseWhatIsAnothers(pid);
    // It runs no file: a thread of the kernel, or a process that is just beginning.
    return { kind: 'not-yet' };
  }
  if (found.kind === 'not-yet' || found.kind === 'gone') return found;
  if (found.kind !== 'found') return { kind: 'problem', found };
  const thread = mainThreadOf(found.interpreter, innerPidOf(pid));
  if (thread !== undefined)
    return { kind: 'found', target: { interpreter: found.interpreter, thread, stackStart } };
  found.interpreter.memory.close();
  return { kind: 'not-yet' };
}

function refuseWhatIsAnothers(pid: number): void {
  try {
    readlinkSync(`/proc/${pid}/exe`);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EACCES')) return;
    throw new CallwiseError('no-permission', `Process ${pid} may not be looked at.`, { cause });
  }
}
