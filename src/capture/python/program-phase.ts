import type { CodeObject } from './code-object.ts';
import type { FrameChain } from './frame-chain.ts';

/** Where a program is whose interpreter we started. Time before and after its own code is start-up and exit. */
export type Phase = 'start-up' | 'finding-module' | 'program' | 'exit';

/** Python's own start-up has other outermost frames than imports only for moments, and is over by then, in milliseconds. */
const EMBEDDED_MILLIS = 1000;

/**
 * Tells the program's own code from what Python does around it: initialization (frozen importlib, site), the search for
 * the module of `-m` (runpy), and exit handlers. Its outermost frame is a module; but where Python is inside another
 * program, or a thread forked the process, it may be any function.
 */
export class ProgramPhase {
  /** Outermost frames that belong to Python's start-up, not to the program. */
  skip = 0;
  readonly #embeddedMillis: number;
  #since: number | undefined;
  #begun = false;
  /** There is no module around the program by which its end could be told. */
  #hasNoModule = false;

  /** `forked`: the process has no start-up, but goes on where its parent was. */
  constructor(forked: boolean) {
    this.#embeddedMillis = forked ? 0 : EMBEDDED_MILLIS;
  }

  of(chain: FrameChain, depth: number, now: number): Phase {
    this.#since ??= now;
    let skip = 0;
    while (skip < depth && isRunpy(chain.codeAt(skip).fileName)) skip++;
    this.skip = skip === depth ? 0 : skip;
    const root = chain.codeAt(this.skip);
    if (isModule(root)) {
      this.#begun = true;
      this.#hasNoModule = false;
      return 'program';
    }
    if (!this.#begun && skip === 0 && now - this.#since >= this.#embeddedMillis && !isFrozen(root)) {
      this.#begun = true;
      this.#hasNoModule = true;
    }
    if (this.#hasNoModule) return 'program';
    if (this.#begun) return 'exit';
    return skip > 0 ? 'finding-module' : 'start-up';
  }
}

function isRunpy(fileName: string): boolean {
  return fileName === '<frozen runpy>' || fileName.endsWith('/runpy.py');
}

function isModule(code: CodeObject): boolean {
  return code.name === '<module>' && !isFrozen(code);
}

function isFrozen(code: CodeObject): boolean {
  return code.fileName.startsWith('<frozen ');
}
