import type { FoundInterpreter } from './find-interpreter.ts';
import { SUPPORTED_VERSIONS } from './layouts/select-layout.ts';
import { remainsOf } from './process-status.ts';
import type { SearchResult } from './python-search.ts';

/** Codes of the errors by which an interpreter cannot be read. */
export type CaptureProblem =
  | 'not-python'
  | 'not-cpython'
  | 'not-64-bit'
  | 'unsupported-python'
  | 'no-permission'
  | 'no-such-process'
  | 'process-ended';

export interface ProblemReport {
  readonly problem: CaptureProblem;
  readonly message: string;
}

/** Why a search found nothing to sample, in a sentence. */
export function problemOf(
  result: Exclude<SearchResult, { kind: 'found' }>,
  pid: number,
  target: 'started' | 'attached',
): ProblemReport {
  if (result.kind === 'problem') return problemOfInterpreter(result.found, pid);
  if (target === 'started') return { problem: 'not-python', message: 'The command ran no Python program.' };
  if (result.kind === 'gone') return problemOfGone(pid);
  return { problem: 'not-python', message: `Process ${pid} does not run Python.` };
}

function problemOfGone(pid: number): ProblemReport {
  switch (remainsOf(pid)) {
    case 'status':
      return {
        problem: 'process-ended',
        message: `Process ${pid} has ended; its parent has not collected it yet.`,
      };
    case 'threads':
      return { problem: 'process-ended', message: `The main thread of process ${pid} has ended.` };
    case undefined:
      return { problem: 'no-such-process', message: `There is no process ${pid}.` };
  }
}

function problemOfInterpreter(found: FoundInterpreter, pid: number): ProblemReport {
  switch (found.kind) {
    case 'not-cpython':
      return { problem: 'not-cpython', message: `Process ${pid} runs ${found.name}, not CPython.` };
    case 'not-64-bit':
      return { problem: 'not-64-bit', message: `Process ${pid} is a 32-bit program.` };
    case 'free-threaded':
      return {
        problem: 'unsupported-python',
        message: `Process ${pid} runs free-threaded CPython ${found.version}; supported are ${SUPPORTED_VERSIONS}, not free-threaded.`,
      };
    case 'unsupported':
      return {
        problem: 'unsupported-python',
        message: `Process ${pid} runs CPython ${found.version}; supported are ${SUPPORTED_VERSIONS}.`,
      };
    case 'found':
    case 'not-yet':
    case 'gone':
      return { problem: 'not-python', message: `Process ${pid} does not run Python.` };
  }
}
