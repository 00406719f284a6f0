import type { LastingFact, ProcessNews, SysFacts } from '../../session/recording-parts.ts';

/** What has been told of a process that seldom changes: told again each second it would be most of a quiet program's log. */
export class LastingFacts {
  #commandLine: string | undefined;
  #sys: SysFacts | undefined;
  #startCalls = 0;

  /** Those that were not told as they are; the start stack only grows. */
  newOf(
    commandLine: string,
    sys: SysFacts | undefined,
    startCallStack: readonly string[],
  ): Pick<ProcessNews, LastingFact> {
    const isNewLine = commandLine !== this.#commandLine;
    const isNewSys = sys !== undefined && !isSame(sys, this.#sys);
    const isNewStart = startCallStack.length !== this.#startCalls;
    this.#commandLine = commandLine;
    this.#sys = sys;
    this.#startCalls = startCallStack.length;
    return {
      ...(isNewLine ? { commandLine } : {}),
      ...(isNewSys ? { sys } : {}),
      ...(isNewStart ? { startCallStack } : {}),
    };
  }
}

function isSame(a: SysFacts, b: SysFacts | undefined): boolean {
  return b !== undefined && isSameList(a.path, b.path) && isSameList(a.prefixes, b.prefixes);
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}
