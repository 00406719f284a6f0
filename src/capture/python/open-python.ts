import { setTimeout as sleep } from 'node:timers/promises';
import { CallwiseError } from '../../model/callwise-error.ts';
import { problemOf } from './capture-problem.ts';
import { InterpreterFinder } from './find-interpreter.ts';
import { ATTACH_PATIENCE_MILLIS, lookAtProcess, type SampleTarget } from './python-search.ts';
import { requireLinuxOnX64 } from './require-linux-on-x64.ts';
import { readSysFacts } from './sys-facts.ts';

const LOOK_AGAIN_MILLIS = 5;

/** The interpreter of a process that runs already. Throws a CallwiseError that says why there is none. */
export async function openPython(pid: number): Promise<SampleTarget> {
  requireLinuxOnX64();
  const finder = new InterpreterFinder();
  const end = performance.now() + ATTACH_PATIENCE_MILLIS;
  for (;;) {
    const result = lookAtProcess(pid, finder);
    if (result.kind === 'found') return result.target;
    if (result.kind !== 'not-yet' || performance.now() > end) {
      const { problem, message } = problemOf(result, pid, 'attached');
      throw new CallwiseError(problem, message);
    }
    await sleep(LOOK_AGAIN_MILLIS);
  }
}

/** `sys.path` of a process; empty when it cannot be read just now. Throws what `openPython` throws. */
export async function readSysPath(pid: number): Promise<readonly string[]> {
  const { interpreter } = await openPython(pid);
  try {
    return readSysFacts(interpreter)?.path ?? [];
  } finally {
    interpreter.memory.close();
  }
}
