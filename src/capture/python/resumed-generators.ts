import { type CodeObject, RESUMES_GENERATOR } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import { pathOf } from './generator-paths.ts';
import type { DataStackLayout } from './layouts/layout.ts';
import { ResumingCalls } from './resuming-calls.ts';
import { NO_CALLABLE } from './stack-depths.ts';
import type { Shell, ThreadSnapshot } from './thread-snapshot.ts';
import { WaitingGenerators } from './waiting-generators.ts';

/** How long an instruction is taken to be specialized as it was, in milliseconds. */
const TRUSTED_MILLIS = 100;

/** An instruction by which C code resumes generators that are on the value stack, and does other things: how often which. */
interface Site {
  /** A generator was seen there. */
  isOnTop: boolean;
  /** The instruction was specialized for generators when it was looked at: then no C code stands between. */
  isInlined: boolean;
  lookedAt: number;
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
    this.#calls = new ResumingCalls(snapshot.callers.makers, codes);
    this.#waiting = new WaitingGenerators(snapshot, codes, this.#calls);
  }

  /** Puts above the chain, which ends in the innermost frame of the data stack, the generators that it had resumed. */
  append(now: number): Resumed {
    const { chain, tick, leads } = this.#snapshot;
    const last = chain.length - 1;
    const shell = this.#snapshot.shell?.index === last + 1 ? this.#snapshot.shell : undefined;
    if (shell !== undefined) this.#calls.makers.note(shell.code, shell.function);
    const code = chain.codeAt(last);
    const unit = chain.unitAt(last);
    const site = this.#siteOf(code, unit);
    const codes = leads ? this.#calls.codesOf(tick.links, now) : undefined;
    const isAbove = leads && tick.links.target === chain.addressAt(last);
    const isOnTop = isAbove && tick.isOnValueStack(chain, last);
    if (isOnTop) site.isOnTop = true;
    if (isAbove && this.#isCalled(codes, last, isOnTop, now) && this.#appendLinks(last, now)) return 'read';
    if (!isAbove) this.#waiting.add(codes, shell?.code, now);
    if (!this.#isInlined(site, last, now)) {
      if (!this.#canResume(code, unit)) return 'none';
      const isShown = site.isOnTop || this.#calls.makers.madeFor(code, unit, now) !== undefined;
      if (!isShown) return this.#waiting.appendNext(now) ? 'told' : 'none';
      if (!this.#resumed(site, last, isOnTop, now)) return 'none';
    }
    return this.#appendMade(last, shell, now);
  }

  /**
   * Whether the frame had resumed the generators that were read above it: one on its value stack, or, by C code that it called, some that
   * no value stack shows, which ran before the copy and after it, when the frame stood where it did.
   */
  #isCalled(codes: readonly CodeObject[] | undefined, last: number, isOnTop: boolean, now: number): boolean {
    const outer = codes?.[0];
    if (outer === undefined) return false;
    const { chain, tick } = this.#snapshot;
    const code = chain.codeAt(last);
    const unit = chain.unitAt(last);
    const stood = tick.callerStands(chain, last);
    if (isOnTop) return this.#calls.resumes(code, unit, outer, stood, now);
    return stood && this.#canResume(code, unit) && this.#calls.isCall(code, unit, outer, now);
  }

  #appendLinks(last: number, now: number): boolean {
    const { chain, tick, callers } = this.#snapshot;
    if (this.#snapshot.appendGenerators(undefined, now, tick.links)) {
      callers.paths.noteTo(pathOf(chain, last + 1, chain.length - 1));
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
    if (code === undefined || tick.links.state !== this.#layout.generator.suspended) return undefined;
    return this.#calls.oftenResumes(chain.codeAt(last), chain.unitAt(last), code) ? code : undefined;
  }

  /** The code of a generator that stands on the value stack of a frame; it may be done by now. */
  #generatorOn(last: number, now: number): CodeObject | undefined {
    const { chain, tick, isInStack } = this.#snapshot;
    for (let below = 0; below < 2; below++) {
      const object = tick.slotOf(chain, last, below);
      if (object === 0 || isInStack(object)) continue;
      const address = tick.links.lookAt(object + this.#layout.generator.frame);
      const code = address > 0 ? this.#codes.at(address, now) : undefined;
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
  #isInlined(site: Site, index: number, now: number): boolean {
    const { chain } = this.#snapshot;
    const { objects } = this.#codes;
    const { opcodes } = this.#layout;
    const code = chain.codeAt(index);
    const unit = chain.unitAt(index);
    const isResuming = code.callKindAt(unit, objects, opcodes) === RESUMES_GENERATOR;
    if (!isResuming || chain.isExecuting(index)) return false;
    if (opcodes.inlinedResumptions === undefined) return true;
    if (now - site.lookedAt >= TRUSTED_MILLIS) {
      const opcode = objects.bytes(code.instructionAt(unit, objects, opcodes), 1)?.[0] ?? 0;
      site.isInlined = opcodes.inlinedResumptions.includes(opcode);
      site.lookedAt = now;
    }
    return site.isInlined;
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
    const site = {
      isOnTop: false,
      isInlined: false,
      lookedAt: Number.NEGATIVE_INFINITY,
      resumes: 0,
      others: 0,
      owed: 0,
    };
    sites[unit + 1] = site;
    return site;
  }
}
