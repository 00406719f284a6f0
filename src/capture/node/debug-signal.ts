import { readFileSync } from 'node:fs';
import { CallwiseError } from '../../model/callwise-error.ts';

/** Of SIGUSR1 in the masks of `/proc/PID/status`. */
const SIGUSR1_BIT = 0x200n;

/** Sends the signal on which Node opens its inspector, unless it would end the process. */
export function sendDebugSignal(pid: number): void {
  const status = statusOf(pid);
  requireGoingOn(pid, status);
  requireCaught(pid, status);
  try {
    process.kill(pid, 'SIGUSR1');
  } catch (cause) {
    const isGone = (cause as NodeJS.ErrnoException).code === 'ESRCH';
    throw isGone
      ? new CallwiseError('no-such-process', `There is no process ${pid}.`, { cause })
      : new CallwiseError('no-permission', `Process ${pid} may not be signalled.`, { cause });
  }
}

/** Else it would open the inspector when it goes on, and nobody would close that. */
function requireGoingOn(pid: number, status: string): void {
  if (!/^State:\s*[Tt]/m.test(status)) return;
  throw new CallwiseError('not-node', `Process ${pid} is stopped: 'kill -CONT ${pid}' has it go on.`);
}

/** Node catches it soon after its begin, unless it was built without an inspector or was told not to. */
function requireCaught(pid: number, status: string): void {
  const caught = /^SigCgt:\s*([\da-f]+)$/m.exec(status)?.[1];
  if (caught === undefined || (BigInt(`0x${caught}`) & SIGUSR1_BIT) !== 0n) return;
  throw new CallwiseError('not-node', `Process ${pid} does not take SIGUSR1, which opens an inspector.`);
}

/** Empty for a process that is gone. */
function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch {
    return '';
  }
}
