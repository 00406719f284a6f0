import { writeSync } from 'node:fs';
import { pause } from './worker-steps.ts';

/** Milliseconds after which a pipe that was full is written to again. */
const POLL = 1;

/** Writes to standard output (1) or error (2), whole and before it returns, though a pipe may not take it all at once. */
export function writeNow(file: 1 | 2, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(file, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      pause(POLL);
    }
  }
}

export function sayLost(whose: string, why: unknown): void {
  writeNow(2, `callwise: What was recorded of ${whose} is lost: ${why}\n`);
}
