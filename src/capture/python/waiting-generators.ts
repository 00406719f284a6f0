import type { CodeObject } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import { appendPath, beginsAt, type GeneratorPath } from './generator-paths.ts';
import type { ResumingCalls } from './resuming-calls.ts';
import type { ThreadSnapshot } from './thread-snapshot.ts';

/** More than these were never taken. */
const MOST_WAITING = 64;

/**
 * Generators that C code resumes from where the data stack does not show them, as the event loop of asyncio does. The copy of a data
 * stack tells that its innermost frame waits for C code, the word of the thread that was read before it in which generator the thread
 * was, some microseconds earlier. Each is met as often as it takes of the time. So what the word told waits in a row, and those that
 * wait for C code are given what is next: not what belongs to the tick, but to each in all what is its.
 */
export class WaitingGenerators {
  readonly #snapshot: ThreadSnapshot;
  readonly #codes: CodeTable;
  readonly #calls: ResumingCalls;
  readonly #row: GeneratorPath[] = [];

  constructor(snapshot: ThreadSnapshot, codes: CodeTable, calls: ResumingCalls) {
    this.#snapshot = snapshot;
    this.#codes = codes;
    this.#calls = calls;
  }

  /** Adds what the last copy tells. `latest`: the code of the generator that was made last, where that is known. */
  add(latest: CodeObject | undefined, now: number): void {
    const { current, isInStack, leads } = this.#snapshot;
    if (current === 0 || isInStack(current)) return;
    const path = leads ? this.#readPath(now) : this.#knownPath(latest);
    if (path === undefined) return;
    if (this.#row.length === MOST_WAITING) this.#row.shift();
    this.#row.push(path);
  }

  /** Puts above the chain the next that its innermost frame had resumed; false: there is none. */
  appendNext(): boolean {
    const { chain } = this.#snapshot;
    const at = this.#row.findIndex((path) => beginsAt(path, chain));
    const path = this.#row[at];
    if (path === undefined) return false;
    this.#row.splice(at, 1);
    appendPath(path, chain);
    return true;
  }

  /** The generators were read, and stand above the frame that the copy has for their caller. */
  #readPath(now: number): GeneratorPath | undefined {
    const { chain, tick, paths } = this.#snapshot;
    const { links } = tick;
    const at = chain.indexOf(links.target);
    if (at < 0 || !tick.callerStands(chain, at)) return undefined;
    const codes = this.#calls.codesOf(links, now);
    const caller = chain.codeAt(at);
    const unit = chain.unitAt(at);
    if (codes === undefined || !this.#calls.isCall(caller, unit, codes[0] as CodeObject, now))
      return undefined;
    const indexOf = (i: number): number => codes.length - 1 - i;
    const path = {
      caller,
      unit,
      codes,
      units: codes.map((code, i) => code.unitAt(links.instructionOf(indexOf(i)))),
    };
    paths.noteTo(path);
    return path;
  }

  /** The generator is done, but its code is known and how it last came to run. */
  #knownPath(latest: CodeObject | undefined): GeneratorPath | undefined {
    const { firstCode } = this.#snapshot.tick.links;
    const code = firstCode > 0 ? this.#codes.known(firstCode) : latest;
    return code?.isGenerator === true ? this.#snapshot.paths.to(code) : undefined;
  }
}
