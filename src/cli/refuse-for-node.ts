import { CallwiseError } from '../model/callwise-error.ts';
import type { RecordingOptions } from './invocation.ts';

/** Options that would be without effect on a program of Node.js; a report in which one is missing would mislead. */
export function refuseForNode(
  { time, threads, blocking, subprocesses }: RecordingOptions,
  how: 'run' | 'attached',
): void {
  const unused: [string, boolean][] = [
    [`--${time} is for Python.`, time !== 'wall'],
    ['--threads is for Python.', threads !== 'busy'],
    ['--blocking is for Python.', blocking],
    ['--subprocesses is for programs of Node.js that callwise runs.', subprocesses && how === 'attached'],
  ];
  for (const [message, applies] of unused) {
    if (applies) throw new CallwiseError('bad-option', message);
  }
}
