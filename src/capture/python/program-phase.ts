import type { FrameChain } from './frame-chain.ts';

/** Where a program is whose interpreter we started. Time before and after its own code is start-up and exit. */
export type Phase = 'start-up' | 'finding-module' | 'program' | 'exit';

/**
 * Tells the program's own code from what Python does around it: initialization (frozen importlib, site), the search for
 * the module of `-m` (runpy), and exit handlers.
 */
export class ProgramPhase {
  /** Outermost frames that belong to Python's start-up, not to the program. */
  skip = 0;
  #begun = false;

  of(chain: FrameChain, depth: number): Phase {
    let skip = 0;
    while (skip < depth && isRunpy(chain.codeAt(skip).fileName)) skip++;
    this.skip = skip === depth ? 0 : skip;
    if (isProgramRoot(chain, this.skip)) {
      this.#begun = true;
      return 'program';
    }
    if (this.#begun) return 'exit';
    return skip > 0 ? 'finding-module' : 'start-up';
  }
}

function isRunpy(fileName: string): boolean {
  return fileName === '<frozen runpy>' || fileName.endsWith('/runpy.py');
}

function isProgramRoot(chain: FrameChain, index: number): boolean {
  const code = chain.codeAt(index);
  return code.name === '<module>' && !code.fileName.startsWith('<frozen ');
}
