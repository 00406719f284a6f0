import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseIdentifier } from '../../call-tree/identifier.ts';
import type { CallFrame } from './v8-profile.ts';

/** The function of code that is not in a script: of V8 itself, or of the host. */
const BUILT_IN = '<built-in>';
/** Code that was made from a string. */
const FROM_STRING = '<string>';
const ANONYMOUS = '(anonymous)';
/** Code outside of all functions. */
const MODULE = '<module>';

/**
 * The frame text of a call frame. The column is a fourth part, which tells functions of one line apart and which nothing
 * that reads frame texts shows.
 */
export function textOfCallFrame({
  functionName,
  url,
  scriptId,
  lineNumber,
  columnNumber,
}: CallFrame): string {
  const isScript = lineNumber >= 0 && (url !== '' || scriptId !== '0');
  if (!isScript)
    return isBareWord(functionName) ? functionName : textOf([functionName || ANONYMOUS, url || BUILT_IN, 0]);
  const isModule = functionName === '' && lineNumber === 0 && columnNumber === 0;
  const name = functionName || (isModule ? MODULE : ANONYMOUS);
  const column = columnNumber > 0 ? [columnNumber + 1] : [];
  return textOf([name, url === '' ? FROM_STRING : pathOf(url), lineNumber + 1, ...column]);
}

/** `(program)`, `(idle)`, `(garbage collector)`; `[await]`. */
function isBareWord(name: string): boolean {
  return /^(?:\(.*\)|\[.*\])$/s.test(name);
}

function textOf(parts: readonly (string | number)[]): string {
  // What separates the parts of a text cannot be in one.
  return parts.map((part) => String(part).replace(/[\x00\x01]/g, ' ')).join('\x00');
}

function pathOf(url: string): string {
  if (!url.startsWith('file:')) return url;
  try {
    return fileURLToPath(url, { windows: /^file:\/\/\/[a-z]:/i.test(url) });
  } catch {
    return url;
  }
}

/** The call frame of an identifier; files get a `scriptId` each, as viewers tell them apart by it. */
export function callFrameOf(identifier: string, className: string | undefined, scripts: Scripts): CallFrame {
  const { function: name, filePath, lineNo = 0 } = parseIdentifier(identifier);
  const functionName = name === ANONYMOUS ? '' : className ? `${className}.${name}` : name;
  if (filePath === undefined || filePath === BUILT_IN) {
    return { functionName, scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 };
  }
  const column = Number(identifier.split('\x00')[3] ?? 1);
  return {
    functionName,
    scriptId: scripts.idOf(filePath),
    url: filePath === FROM_STRING ? '' : urlOf(filePath),
    lineNumber: Math.max(0, lineNo - 1),
    columnNumber: Number.isSafeInteger(column) && column > 0 ? column - 1 : 0,
  };
}

function urlOf(path: string): string {
  if (path.startsWith('/')) return pathToFileURL(path, { windows: false }).href;
  return /^[a-z]:[\\/]/i.test(path) ? pathToFileURL(path, { windows: true }).href : path;
}

/** Numbers files from 1. */
export class Scripts {
  readonly #ids = new Map<string, string>();

  idOf(path: string): string {
    const id = this.#ids.get(path) ?? String(this.#ids.size + 1);
    this.#ids.set(path, id);
    return id;
  }
}
