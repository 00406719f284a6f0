import { type CodeObject, RESUMES_GENERATOR } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import { pathOf } from './generator-paths.ts';
import type { DataStackLayout } from './layouts/layout.ts';
import { ResumingCalls } from './resuming-calls.ts';
import { NO_CALLABLE } from './stack-depths.ts';
import type { Shell, ThreadSnapshot } from './thread-snapshot.ts';
import { WaitingGenerators } from './waiting-generators.ts';

/** An instruction by which C code resumes generators that are on the value stack, and does other things: how often which. */
interface Site {
  /** A generator was seen there. */
  isOnTop: boolean;
  resumes: number;
  others: number;
  /** The share of generators that is left over for the next time. */
  owed: number;
}

/**
 * What stands in a chain above the data stack. `none`: nothing, its innermost frame itself ran. `read`: generators as they were read.
 * `told`: generators that were not read, by what the code tells or what waited. `made`: the generator that was resumed, by what the
 * code tells, but not where that stood, nor what it called. `unknown`: nothing, though some generator ran.
 */
export type Resumed = 'none' | 'read' | 'told' | 'made' | 'unknown';

/**
 * What generators ran above the data stack when it was copied. They are on the heap and read after it, some microseconds later, by when
 * they may be done and others be in their place. Which instruction of which frame had resumed one is in the copy all the same.
 */
export class ResumedGenerators {
  readonly #snapshot: ThreadSnapshot;
  readonly #layout: DataStackLayout;
  readonly #codes: CodeTable;
  readonly #calls: ResumingCalls;
  readonly #waiting: WaitingGenerators;
  readonly #sites = new WeakMap<CodeObject, Site[]>();

  constructor(
    layout: DataStackLayout,
    { codes, snapshot }: { readonly codes: CodeTable; readonly snapshot: ThreadSnapshot },
  ) {
    this.#snapshot = snapshot;
    this.#layout = layout;
    this.#codes = codes;
    this.#calls = new ResumingCalls(snapshot.makers, codes);
    this.#waiting = new WaitingGenerators(snapshot, codes, this.#calls);
  }

  /** Puts above the chain, which ends in the innermost frame of the data stack, the generators that it had resumed. */
  append(now: number): Resumed {
    const { chain } = this.#snapshot;
    const last = chain.length - 1;
    const shell = this.#snapshot.shell?.index === last + 1 ? this.#snapshot.shell : undefined;
    if (shell !== undefined) this.#calls.makers.note(shell.code, shell.function);
    const code = chain.codeAt(last);
    const unit = chain.unitAt(last);
    const site = this.#siteOf(code, unit);
    const isOnTop = this.#isOnTop(last);
    const isInlined = this.#isInlined(last);
    if (isOnTop) {
      site.isOnTop = true;
      if (this.#appendRead(last, now)) return 'read';
    } else if (!isInlined && this.#canResume(code, unit) && this.#appendStanding(last, now)) return 'read';
    this.#waiting.add(shell?.code, now);
    if (!isInlined) {
      if (!this.#canResume(code, unit)) return 'none';
      const isShown = site.isOnTop || this.#calls.makers.madeFor(code, unit, now) !== undefined;
      if (!isShown) return this.#waiting.appendNext(now) ? 'told' : 'none';
      if (!this.#resumed(site, last, isOnTop, now)) return 'none';
    }
    return this.#appendMade(last, shell, now);
  }

  /** Whether the generators that were read stand on the value stack of a frame. */
  #isOnTop(last: number): boolean {
    const { chain, tick, leads } = this.#snapshot;
    return leads && tick.links.target === chain.addressAt(last) && tick.isOnValueStack(chain, last);
  }

  #appendRead(last: number, now: number): boolean {
    const { chain, tick } = this.#snapshot;
    const [outer] = this.#calls.codesOf(tick.links, now) ?? [];
    if (outer === undefined) return false;
    const stood = tick.callerStands(chain, last);
    return (
      this.#calls.resumes(chain.codeAt(last), chain.unitAt(last), outer, stood, now) &&
      this.#appendLinks(last, now)
    );
  }

  /**
   * C code that a frame called had resumed generators that no value stack shows, and these ran before the copy and after it, when the
   * frame stood where it did.
   */
  #appendStanding(last: number, now: number): boolean {
    const { chain, tick, leads } = this.#snapshot;
    if (!leads || tick.links.target !== chain.addressAt(last) || !tick.callerStands(chain, last))
      return false;
    const [outer] = this.#calls.codesOf(tick.links, now) ?? [];
    return (
      outer !== undefined &&
      this.#calls.isCall(chain.codeAt(last), chain.unitAt(last), outer, now) &&
      this.#appendLinks(last, now)
    );
  }

  #appendLinks(last: number, now: number): boolean {
    const { chain, tick, paths } = this.#snapshot;
    if (this.#snapshot.appendGenerators(undefined, now, tick.links)) {
      paths.noteTo(pathOf(chain, last + 1, chain.length - 1));
      return true;
    }
    chain.length = last + 1;
    return false;
  }

  /** By what is known without them of the generators. */
  #appendMade(last: number, shell: Shell | undefined, now: number): Resumed {
    const { chain } = this.#snapshot;
    const code = chain.codeAt(last);
    const unit = chain.unitAt(last);
    const outer = this.#calls.makers.madeFor(code, unit, now) ?? this.#livingAt(last, now);
    if (outer === undefined) return 'unknown';
    const waits = shell === undefined ? undefined : this.#waitsFor(outer, shell, now);
    chain.pushTold(outer, waits ?? -1);
    if (shell !== undefined && waits !== undefined) chain.pushTold(shell.code, -1);
    return waits !== undefined || shell?.code === outer ? 'told' : 'made';
  }

  /** Where a generator waits for another one, whose frame is the last that was made; undefined: it does not. */
  #waitsFor(outer: CodeObject, shell: Shell, now: number): number | undefined {
    const { isInStack, tick } = this.#snapshot;
    if (shell.code === outer || isInStack(shell.previous)) return undefined;
    if (tick.links.firstCode === outer.address) return undefined;
    return this.#calls.makers.resumerOf(outer, shell.code, now);
  }

  /** The code of a generator that stands on the value stack of a frame and lives on, where the instruction often resumes such. */
  #livingAt(last: number, now: number): CodeObject | undefined {
    const { chain, tick } = this.#snapshot;
    const code = this.#generatorOn(last, now);
    if (code === undefined || tick.links.firstState !== this.#layout.generator.suspended) return undefined;
    return this.#calls.oftenResumes(chain.codeAt(last), chain.unitAt(last), code) ? code : undefined;
  }

  /** The code of a generator that stands on the value stack of a frame; it may be done by now. */
  #generatorOn(last: number, now: number): CodeObject | undefined {
    const { chain, tick, isInStack } = this.#snapshot;
    for (let below = 0; below < 2; below++) {
      const object = tick.slotOf(chain, last, below);
      if (object === 0 || isInStack(object)) continue;
      tick.links.lookAt(object + this.#layout.generator.frame);
      const { firstCode } = tick.links;
      const code = firstCode > 0 ? this.#codes.at(firstCode, now) : undefined;
      if (code?.isGenerator === true) return code;
    }
    return undefined;
  }

  /** Whether an instruction is one by which C code can resume a generator. */
  #canResume(code: CodeObject, unit: number): boolean {
    const { objects } = this.#codes;
    if (code.callableAt(unit, objects, this.#layout) !== NO_CALLABLE) return true;
    return code.iteratorAt(unit, objects, this.#layout.opcodes) > 0;
  }

  /** Whether a frame waits for a generator that runs without C code between. */
  #isInlined(index: number): boolean {
    const { chain } = this.#snapshot;
    const code = chain.codeAt(index);
    const kind = code.callKindAt(chain.unitAt(index), this.#codes.objects, this.#layout.opcodes);
    return kind === RESUMES_GENERATOR && !chain.isExecuting(index);
  }

  /**
   * Whether C code had resumed a generator. It had when the thread was in one shortly before. Else it had, where it was seen to, when
   * one is on the value stack, and otherwise as often as was seen.
   */
  #resumed(site: Site, last: number, isOnTop: boolean, now: number): boolean {
    const { current, isInStack } = this.#snapshot;
    if (isOnTop || (current !== 0 && !isInStack(current))) {
      site.resumes++;
      return true;
    }
    if (site.resumes === 0) return false;
    if (this.#generatorOn(last, now) !== undefined) return true;
    site.others++;
    site.owed += site.resumes / (site.resumes + site.others);
    if (site.owed < 1) return false;
    site.owed--;
    return true;
  }

  #siteOf(code: CodeObject, unit: number): Site {
    let sites = this.#sites.get(code);
    if (sites === undefined) {
      sites = [];
      this.#sites.set(code, sites);
    }
    const known = sites[unit + 1];
    if (known !== undefined) return known;
    const site = { isOnTop: false, resumes: 0, others: 0, owed: 0 };
    sites[unit + 1] = site;
    return site;
  }
}
