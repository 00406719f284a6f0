import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** Bytes in which the kernel looks for the interpreter (`BINPRM_BUF_SIZE`). */
const LONGEST = 256;

/** Of a script. Empty for what is not there, or can be read but once, like a pipe. */
export function firstLineOf(script: string): string {
  try {
    return statSync(script).isFile() ? readFirstLine(script) : '';
  } catch {
    return '';
  }
}

function readFirstLine(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(LONGEST);
    const [line = ''] = bytes.toString('utf8', 0, readSync(file, bytes)).split('\n');
    return line;
  } finally {
    closeSync(file);
  }
}
