import { CallwiseError } from '../../model/callwise-error.ts';
import { requireLinux } from './require-linux.ts';

/** What proves a stack leans on the order in which x86-64 makes stores visible, and addresses are bounded by its 47 bits. */
export function requireLinuxOnX64(): void {
  requireLinux();
  if (process.arch !== 'x64') {
    throw new CallwiseError(
      'needs-x86-64',
      `Recording a Python program needs Linux on x86-64; this is ${process.platform} on ${process.arch}.`,
    );
  }
}
