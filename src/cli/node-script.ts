import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';

/** Node runs these; TypeScript by stripping its types. */
const NODE_SCRIPT = /\.[cm]?[jt]s$/;
/** Of a script without such a name. */
const NODE_FIRST_LINE = /^#!.*[/ ]node(?:js)?(?:\s|$)/;
/** Bytes in which the kernel looks for the interpreter (`BINPRM_BUF_SIZE`). */
const LONGEST_FIRST_LINE = 256;

/** Also the commands of packages, in `node_modules/.bin`. */
export function isNodeScript(script: string): boolean {
  if (NODE_SCRIPT.test(script)) return true;
  try {
    return NODE_SCRIPT.test(realpathSync(script)) || NODE_FIRST_LINE.test(firstLineOf(script));
  } catch {
    return false;
  }
}

/** Empty for what can be read but once, like a pipe. */
function firstLineOf(path: string): string {
  if (!statSync(path).isFile()) return '';
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(LONGEST_FIRST_LINE);
    const [line = ''] = bytes.toString('utf8', 0, readSync(file, bytes)).split('\n');
    return line;
  } finally {
    closeSync(file);
  }
}
