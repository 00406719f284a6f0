import type { CodeObject } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import { appendPath, beginsAt, type GeneratorPath, isOfNow } from './generator-paths.ts';
import type { ResumingCalls } from './resuming-calls.ts';
import type { ThreadSnapshot } from './thread-snapshot.ts';

/** More than these were never taken. */
const MOST_WAITING = 64;
/** How long a path waits, in milliseconds: later the program may do something else there. */
const MOST_MILLIS = 100;

interface Waiting {
  readonly path: GeneratorPath;
  readonly since: number;
}

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
  readonly #row: Waiting[] = [];

  constructor(snapshot: ThreadSnapshot, codes: CodeTable, calls: ResumingCalls) {
    this.#snapshot = snapshot;
    this.#codes = codes;
    this.#calls = calls;
  }

  /**
   * Adds what the last copy tells. `codes`: of the generators that were read, if these agree. `latest`: of the generator that was made
   * last, where that is known.
   */
  add(codes: readonly CodeObject[] | undefined, latest: CodeObject | undefined, now: number): void {
    const { current, isInStack, leads } = this.#snapshot;
    if (current === 0 || isInStack(current)) return;
    const path = leads ? this.#readPath(codes, now) : this.#knownPath(latest);
    if (path === undefined) return;
    if (this.#row.length === MOST_WAITING) this.#row.shift();
    this.#row.push({ path, since: now });
  }

  /** Puts above the chain the next that its innermost frame had resumed; false: there is none. */
  appendNext(now: number): boolean {
    const { chain } = this.#snapshot;
    while (this.#row[0] !== undefined && now - this.#row[0].since > MOST_MILLIS) this.#row.shift();
    const at = this.#row.findIndex(({ path }) => beginsAt(path, chain) && isOfNow(path));
    const next = this.#row[at];
    if (next === undefined) return false;
    this.#row.splice(at, 1);
    appendPath(next.path, chain);
    return true;
  }

  /** The generators were read, and stand above the frame that the copy has for their caller. */
  #readPath(codes: readonly CodeObject[] | undefined, now: number): GeneratorPath | undefined {
    const { chain, tick, callers } = this.#snapshot;
    const { links } = tick;
    const at = chain.indexOf(links.target);
    if (at < 0 || !tick.callerStands(chain, at)) return undefined;
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
    callers.paths.noteTo(path);
    return path;
  }

  /** The generator is done, but its code is known and how it last came to run. */
  #knownPath(latest: CodeObject | undefined): GeneratorPath | undefined {
    const { firstCode } = this.#snapshot.tick.links;
    const code = firstCode > 0 ? this.#codes.known(firstCode) : latest;
    return code?.isGenerator === true ? this.#snapshot.callers.paths.to(code) : undefined;
  }
}
