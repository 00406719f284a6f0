import { FloatColumn, IntColumn } from '../../model/columns.ts';
import type { StackIndex } from '../../model/stacks.ts';
import type { CapturedStack, SiteFrame } from './call-path.ts';
import { draw, millisNow } from './original-globals.ts';

/** How long nothing may have happened for its end to be looked at, in milliseconds. */
export const QUIET_MILLIS = 0.2;
/** Several awaits go on when a wait ends; so many of them are asked whether they explain it. */
const MOST_CANDIDATES = 16;
/** What looking may cost, as a share of all time, and how much of that can be saved up, in milliseconds. */
const BUDGET = 0.02;
/** Between two looks at a time in which much happens, in intervals of the sampler. */
const LOOK_INTERVALS = 4;
/** With nothing saved up so many looks fall into a millisecond of waiting; so much saved up doubles it. */
const LOOKS_A_MILLI = 0.25;
const DOUBLING_MILLIS = 0.4;
const MOST_PENDING = 256;
const MOST_SAVED_MILLIS = 5;
const MOST_COST_MILLIS = 0.1;
/** A break in a context in which nothing else ran is none if it is shorter than this, as a share of the sampler's interval. */
const SHORT_BREAK = 0.05;

/**
 * A stretch of code in which nothing that is watched can have waited: from its first promise event to the check phase, which
 * comes before the loop waits, or to where another context has its turn. An await that goes on in the turn in which it began
 * took no time. Times are milliseconds of `performance.now()`.
 */
export class Turn {
  readonly begin: number;
  end: number = Number.POSITIVE_INFINITY;

  constructor(begin: number) {
    this.begin = begin;
  }
}

/** An await, or all awaits of a context and a turn whose lines are not known. */
export interface AwaitRecord {
  /** In which it began. */
  readonly turn: Turn;
  readonly scope: AwaitScope;
  /** An error whose stack is the line that awaits, while that costs little. */
  readonly site: CapturedStack | undefined;
  /** What is awaited, where the line is known. */
  readonly awaited?: WeakRef<Promise<unknown>>;
}

/** A base class whose constructor gives back the object it is given, so that a derived class puts its private fields on it. */
const Carrier = function carry(object: object): object {
  return object;
} as unknown as new (
  object: object,
) => object;

/**
 * A record on the promise that it is about. A private field is seen by nobody, costs a seventh of a WeakMap and goes
 * with the promise.
 */
export class RecordStamp extends Carrier {
  readonly #record: AwaitRecord;

  constructor(promise: object, record: AwaitRecord) {
    super(promise);
    this.#record = record;
  }

  static of(promise: object): AwaitRecord | undefined {
    return #record in promise ? promise.#record : undefined;
  }
}

/** A wait that was looked at; times are milliseconds of `performance.now()`, the path is one of `CallPaths`. */
export interface Wait {
  readonly created: number;
  readonly resumed: number;
  readonly path: StackIndex;
}

/** The number of what is noted without one. */
export const NO_LOOK = 0;

/**
 * A time in which nothing happened and that was looked at, by its place in time, and how much of the time that was not looked
 * at it stands for. Milliseconds of `performance.now()`.
 */
export interface Gap {
  readonly begin: number;
  readonly end: number;
  readonly weight: number;
}

/** A time that is to be explained, by awaits that had begun before it and go on after it. */
export interface Look {
  readonly number: number;
  /** Whose time it is. */
  readonly scope: AwaitScope;
  readonly since: number;
  /** So many awaits may still be asked. */
  candidates: number;
  /** Whether one of them was noted that has the program's own code. */
  isNoted: boolean;
  /** Whether one of them leads back to where the program began to wait. */
  isExplained: boolean;
  /** Whether one is known with code of the program that awaits it: then those that went on later waited for nothing else. */
  isSettled: boolean;
}

/**
 * The code of one context, from which awaits are noted: the whole program, or what a profiler was started in. Each wait is
 * looked at for as long as that stays cheap. Those that are too short or too many are drawn from, with a chance that is noted.
 */
export class AwaitScope {
  /** A look of one context says something to those around it too, so they are numbered together. */
  static #looks = NO_LOOK;
  readonly isContext: boolean;
  /** The context around it, or the whole program. */
  readonly parent: AwaitScope | undefined;
  /** The code that opened the context, the innermost call first; empty for the whole program. */
  readonly opener: readonly SiteFrame[];
  readonly #intervalMillis: number;
  /** The number of the look for each await that was asked. */
  readonly looks: IntColumn = new IntColumn();
  readonly created: FloatColumn = new FloatColumn();
  readonly resumed: FloatColumn = new FloatColumn();
  readonly paths: IntColumn = new IntColumn();
  /** Begin, end and weight in turn of each gap that was looked at. */
  readonly #gaps = new FloatColumn();
  /** Awaits that have not been seen to go on, as far as their lines are known; some of them when there are many. */
  readonly pending: Set<AwaitRecord> = new Set();
  /** When code of this context ran: begin and end in turn. */
  readonly windows: FloatColumn = new FloatColumn();
  isClosed = false;
  /** Whether the function that opened it goes on in it. */
  hasOpener = false;
  hasRested = false;
  /** The stretch of code without a break in which the context was entered, by the number of the watch. */
  segment = -1;
  /** Something awaits since then. */
  hasAwaited = false;
  /** The entry with which code of it began to run last. */
  #entry = -1;
  /** The last turn in which something of this context happened. */
  #turn: Turn;
  /** Likewise, of it or of a context inside it. */
  #latest: Turn;
  /** Stands for the awaits of that turn. */
  #record: AwaitRecord;
  #nextLook: number;
  #look: Look = {
    number: NO_LOOK,
    scope: this,
    since: 0,
    candidates: 0,
    isNoted: true,
    isExplained: true,
    isSettled: true,
  };
  #savedMillis = MOST_SAVED_MILLIS;
  #savedAt = 0;

  /** Without a context it is the whole program. */
  constructor(
    intervalSeconds: number,
    context?: { readonly parent: AwaitScope | undefined; readonly opener: readonly SiteFrame[] },
  ) {
    this.isContext = context !== undefined;
    this.parent = context?.parent;
    this.opener = context?.opener ?? [];
    this.#intervalMillis = intervalSeconds * 1000;
    this.#turn = new Turn(millisNow());
    this.#turn.end = this.#turn.begin;
    this.#latest = this.#turn;
    this.#nextLook = this.#turn.begin;
    this.#record = { turn: this.#turn, scope: this, site: undefined };
  }

  /** This one, or what it was in if it is over. */
  get firstOpen(): AwaitScope | undefined {
    let scope: AwaitScope | undefined = this;
    while (scope?.isClosed === true) scope = scope.parent;
    return scope;
  }

  /** Code of this context, and so of those around it, begins to run. `entry` numbers what runs on this thread, of any context. */
  beginWindow(now: number, entry: number): void {
    for (let scope: AwaitScope | undefined = this; scope !== undefined; scope = scope.parent) {
      if (scope.isContext && !scope.isClosed) scope.#beginOwnWindow(now, entry);
    }
  }

  /** There is no end of callbacks, and V8's samples tell what between two of them is no code. */
  #beginOwnWindow(now: number, entry: number): void {
    const { windows } = this;
    const isNext = entry === this.#entry + 1 && windows.length % 2 === 0;
    this.#entry = entry;
    const isBreak = !isNext || now - windows.get(windows.length - 1) > SHORT_BREAK * this.#intervalMillis;
    if (isBreak) windows.push(now);
    else windows.pop();
  }

  endWindow(now: number): void {
    for (let scope: AwaitScope | undefined = this; scope !== undefined; scope = scope.parent) {
      if (!scope.isClosed && scope.windows.length % 2 === 1) scope.windows.push(now);
    }
  }

  /** Nothing is watched for a while, so what is pending may go on unseen: then it is to make room in time. */
  rest(isPending: (record: AwaitRecord) => boolean): void {
    this.hasRested = true;
    if (this.pending.size < MOST_PENDING) return;
    for (const record of this.pending) if (!isPending(record)) this.pending.delete(record);
  }

  /** An await begins whose line is not noted. */
  recordIn(turn: Turn): AwaitRecord {
    this.#enter(turn);
    return this.#record;
  }

  /** An await begins whose line is known. */
  recordAt(turn: Turn, site: AwaitRecord['site'], awaited: Promise<unknown>): AwaitRecord {
    this.#enter(turn);
    const record = { turn, scope: this, site, awaited: new WeakRef(awaited) };
    if (this.pending.size < MOST_PENDING) this.pending.add(record);
    return record;
  }

  /** An await goes on; gives what it may explain, if its stack is worth a look. */
  resume(record: AwaitRecord, turn: Turn): Look | undefined {
    if (record.site !== undefined) this.pending.delete(record);
    this.#enter(turn);
    if (record.turn === turn) this.#lookIfDue(millisNow());
    if (this.#look.candidates === 0 || record.turn.end > this.#look.since) return undefined;
    this.#look.candidates--;
    return this.#look;
  }

  #save(now: number): void {
    this.#savedMillis = Math.min(MOST_SAVED_MILLIS, this.#savedMillis + (now - this.#savedAt) * BUDGET);
    this.#savedAt = now;
  }

  /** Something of this context happens. */
  #enter(turn: Turn): void {
    if (turn === this.#turn) return;
    const { end } = this.#turn;
    const quiet = turn.begin - this.#latest.end;
    this.#turn = turn;
    this.#record = { turn, scope: this, site: undefined };
    this.#save(turn.begin);
    const drawn = draw();
    const chance = this.#chanceOfLook(quiet);
    this.#endGap(turn, drawn < chance ? chance : 0);
    // Where a context inside it went on meanwhile, it is only to be known what goes on.
    const isLook = drawn < chance || drawn < this.#chanceOfLook(turn.begin - end);
    if (isLook) this.#lookAt(turn.begin, { since: end, candidates: MOST_CANDIDATES });
    else if (quiet <= QUIET_MILLIS) this.#lookIfDue(turn.begin);
  }

  /** A gap is over in this context and in those around it; `chance` is 0 if it is not looked at. */
  #endGap(turn: Turn, chance: number): void {
    for (let scope: AwaitScope | undefined = this; scope !== undefined; scope = scope.parent) {
      if (chance > 0) scope.#noteGap(turn.begin, chance);
      scope.#latest = turn;
    }
  }

  /**
   * Looks are drawn as if they came at random moments of waiting, more of them the more time is saved up. However often a
   * gap comes, and whatever before, it is as likely as this to be looked at: so those that were can stand for the others.
   */
  #chanceOfLook(millis: number): number {
    if (millis > QUIET_MILLIS && this.#savedMillis > MOST_SAVED_MILLIS / 2) return 1;
    const rate = LOOKS_A_MILLI * 2 ** (this.#savedMillis / DOUBLING_MILLIS);
    // There is no end of short ones, and in a busy program they are work that makes no promises.
    const isShort = millis <= QUIET_MILLIS;
    const most = isShort ? 1 / (LOOK_INTERVALS * this.#intervalMillis) : Number.POSITIVE_INFINITY;
    return -Math.expm1(-Math.min(rate, most) * millis);
  }

  #noteGap(end: number, chance: number): void {
    const begin = this.#latest.end;
    if (this.isClosed || begin > end) return;
    this.#gaps.push(begin);
    this.#gaps.push(end);
    this.#gaps.push(((end - begin) * (1 - chance)) / chance);
  }

  listGaps(): Gap[] {
    return Array.from({ length: this.#gaps.length / 3 }, (_, at) => ({
      begin: this.#gaps.get(3 * at),
      end: this.#gaps.get(3 * at + 1),
      weight: this.#gaps.get(3 * at + 2),
    }));
  }

  /** Once the session is made: what began in it may live on, and has it at hand. */
  forget(): void {
    for (const column of [this.looks, this.created, this.resumed, this.paths]) column.clear();
    for (const column of [this.#gaps, this.windows]) column.clear();
    this.pending.clear();
  }

  /** What goes on to the end of the recording. */
  noteLastGap(now: number): void {
    this.#noteGap(now, 1);
  }

  /** Of a time in which much happened any await will do: it says where its function was called from. */
  #lookIfDue(now: number): void {
    // What is not explained yet may be by an await that goes on later.
    const isOpen = !this.#look.isExplained && this.#look.candidates > 0;
    if (isOpen || now < this.#nextLook || this.#savedMillis <= 0) return;
    this.#lookAt(now, { since: Number.POSITIVE_INFINITY, candidates: 1 });
  }

  #lookAt(now: number, look: Pick<Look, 'since' | 'candidates'>): void {
    this.#nextLook = now + this.#intervalMillis * LOOK_INTERVALS * (0.5 + draw());
    const number = ++AwaitScope.#looks;
    this.#look = { number, scope: this, isNoted: false, isExplained: false, isSettled: false, ...look };
  }

  /** Whether another await may say more about it than those that were asked. */
  isWorth(look: Look): boolean {
    return !look.isSettled && (!look.isExplained || this.#savedMillis > 0);
  }

  spend(millis: number): void {
    // More than this is time in which the thread did not run.
    this.#savedMillis -= Math.min(millis, MOST_COST_MILLIS);
  }

  note(wait: Wait, look: number): void {
    this.looks.push(look);
    this.created.push(wait.created);
    this.resumed.push(wait.resumed);
    this.paths.push(wait.path);
  }
}
