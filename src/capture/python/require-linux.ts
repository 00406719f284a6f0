import { CallwiseError } from '../../model/callwise-error.ts';

/** Reading another process goes through `/proc`. */
export function requireLinux(): void {
  if (process.platform !== 'linux') {
    throw new CallwiseError('needs-linux', `Recording a program needs Linux; this is ${process.platform}.`);
  }
}
