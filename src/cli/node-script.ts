import { realpathSync } from 'node:fs';
import { firstLineOf } from './first-line.ts';

/** Node runs these; TypeScript by stripping its types. */
const NODE_SCRIPT = /\.[cm]?[jt]s$/;
/** Of a script without such a name. */
const NODE_FIRST_LINE = /^#!.*[/ ]node(?:js)?(?:\s|$)/;

/** Also the commands of packages, in `node_modules/.bin`. */
export function isNodeScript(script: string): boolean {
  return (
    NODE_SCRIPT.test(script) ||
    NODE_SCRIPT.test(realPath(script)) ||
    NODE_FIRST_LINE.test(firstLineOf(script))
  );
}

function realPath(script: string): string {
  try {
    return realpathSync(script);
  } catch {
    return script;
  }
}
