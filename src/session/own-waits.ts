import { codeOriginOf } from '../call-tree/application-code.ts';
import type { SampleIndex, SampleTable } from '../model/samples.ts';
import { NO_STACK, type StackIndex } from '../model/stacks.ts';

/** Modules of Python's library in which a thread waits until there is something to do. */
const WORK_MODULES =
  /\/(?:threading|queue|selectors|socketserver|(?:asyncio|concurrent\/futures|multiprocessing)\/\w+)\.py$/;
/** C functions that do so, which the program's own code may call. */
const WORK_CALLS: ReadonlySet<string> = new Set(['accept', 'acquire', 'get', 'poll', 'select', 'wait']);
const BUILT_IN = '<built-in>';

/**
 * The seconds in which a thread that only waits did so in the program's own code, or in what that called, and not for something
 * to do: for a query, a file, another program, a moment. Of such threads who asks where the time went has to see.
 */
export function ownWaitSeconds(samples: SampleTable, sysPrefixes: readonly string[]): number {
  const known: (boolean | undefined)[] = [];
  let seconds = 0;
  for (let sample = 0; sample < samples.length; sample++) {
    const stack = samples.stackOf(sample as SampleIndex);
    const isOwn = known[stack] ?? isOwnWait(samples, stack, sysPrefixes);
    known[stack] = isOwn;
    if (isOwn) seconds += samples.secondsOf(sample as SampleIndex);
  }
  return seconds;
}

function isOwnWait({ stacks, frames }: SampleTable, stack: StackIndex, prefixes: readonly string[]): boolean {
  let isInnermost = true;
  for (let at = stack; at !== NO_STACK; at = stacks.parentOf(at)) {
    const identifier = frames.identifierText(frames.identifierOf(stacks.frameOf(at)));
    const [name = '', file = ''] = identifier.split('\0');
    if (file === BUILT_IN) {
      if (WORK_CALLS.has(name.slice(name.lastIndexOf('.') + 1))) return false;
      continue;
    }
    if (isInnermost && WORK_MODULES.test(file)) return false;
    isInnermost = false;
    if (codeOriginOf(identifier, prefixes) !== 'library') return true;
  }
  return false;
}
