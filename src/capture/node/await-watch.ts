import { AsyncLocalStorage, createHook, executionAsyncId, executionAsyncResource } from 'node:async_hooks';
import { promiseHooks } from 'node:v8';
import type { AwaitPaths } from './await-path.ts';
import {
  type AwaitRecord,
  type AwaitScope,
  type Look,
  NO_LOOK,
  QUIET_MILLIS,
  RecordStamp,
  Turn,
} from './await-scope.ts';
import type { CapturedStack, SiteFrame } from './call-path.ts';
import { awaitPaths, callPaths } from './load-later.ts';
import { draw, millisNow, startImmediate } from './original-globals.ts';

/** How often the line of an await is noted, a millisecond, and how much of that can be saved up. */
const SITES_A_MILLI = 1;
const MOST_SAVED_SITES = 150;
const MOST_STRIDE = 1 << 20;
/** More is not known of a call path. */
const MOST_FRAMES = 64;
/** In a turn that has no end, what was looked at is read when there is so much of it. */
const MOST_UNREAD = 32;
/** Node's own frame, that of the method that chains, and that of its caller. */
const SITE_FRAMES = 3;
/**
 * The calls of its hooks are what a promise costs: so many a millisecond take some 2 % of the time, and so many can be saved
 * up. When this many more came than that, the hooks are taken away until it would have sufficed, but for no longer than this.
 */
const PROMISES_A_MILLI = 200;
const MOST_SAVED_PROMISES = 20_000;
const MOST_EXCESS_PROMISES = 4000;
const MOST_REST_MILLIS = 100;
/** A turn of the loop that is over sooner had nothing to do; after this long a time of such turns, the program waits. */
const EMPTY_TURN_MILLIS = 0.02;
const IDLE_MILLIS = QUIET_MILLIS / 2;
/** Of awaits that took no time, one in so many asks what time it is, and whether it should be looked at all the same. */
const UNTIMED_STRIDE = 8;

/** The next promise event is in what this await led to. Which look it belongs to is not known yet after a rest. */
interface Wanted {
  readonly record: AwaitRecord;
  readonly look: Look | undefined;
}

/** A time in which no promise is watched. */
interface Rest {
  readonly begin: number;
  readonly end: number;
  /** When the loop came round last, and since when it had nothing to do. */
  cameRound: number;
  idleSince: number;
}

/** An await that went on, and where it led. */
interface Resumption {
  readonly record: AwaitRecord;
  readonly look: Look;
  readonly resumed: number;
  readonly stack: CapturedStack;
}

/**
 * Watches the promises of this thread. V8 knows the chain of async callers only while a resumed function runs, so the
 * stack is taken at the first promise event after an await went on: its outermost synchronous frame is the function that
 * had waited, and the async frames above are those that awaited it. The clock is read once a turn, not for each await.
 */
class AwaitWatch {
  readonly storage: AsyncLocalStorage<AwaitScope> = new AsyncLocalStorage();
  #paths: AwaitPaths | undefined;
  /** For awaits outside all contexts; absent while only contexts are profiled. */
  #wholeProgram: AwaitScope | undefined;
  #watchers = 0;
  #contexts = 0;
  #stopHooks: (() => void) | undefined;
  #stopContextHook: (() => void) | undefined;
  #stopLookHooks: (() => void) | undefined;
  readonly #callbacks: ReturnType<typeof createHook>;
  /** The context of each callback that runs, the innermost last. */
  readonly #running: (AwaitScope | undefined)[] = [];
  /** Numbers what runs, each time that it begins or goes on. */
  #entry = 0;
  /** The outermost context was entered by code whose end nobody reports. */
  #isLoose = false;
  #segment = 0;
  /** The last one in which contexts were opened one after the other, none within another. */
  #siblingSegment = -1;
  /** Of those the context whose opener awaits. */
  #awaitingOpener: AwaitScope | undefined;
  /** The context that was entered last. */
  #latest: AwaitScope | undefined;
  /** The one that goes on. */
  #turn: Turn | undefined;
  #wanted: Wanted | undefined;
  /** Stands for what began in the rest that was last, in the first turn after it. */
  #unseen: Wanted | undefined;
  /** What they say is found out when the turn is over, in time in which the program waits. */
  readonly #resumptions: Resumption[] = [];
  /** Promises that began since the allowance was reckoned. */
  #promises = 0;
  #allowedPromises = MOST_SAVED_PROMISES;
  #allowedAt = 0;
  #rest: Rest | undefined;
  #untilTimed = UNTIMED_STRIDE;
  #untilSite = 1;
  #siteStride = 1;
  #savedSites = MOST_SAVED_SITES;
  #sitesSavedAt = 0;

  readonly #initHook = (promise: Promise<unknown>, parent: Promise<unknown> | undefined): void =>
    this.#init(promise, parent);

  constructor() {
    const options = {
      before: () => {
        if (this.#isLoose) this.#leaveAll();
        this.#enter(contextOfResource() ?? this.storage.getStore());
      },
      after: () => this.#leave(),
      trackPromises: false,
    };
    this.#callbacks = createHook(options);
  }

  /** Where awaits were found. */
  get paths(): AwaitPaths {
    this.#paths ??= new (awaitPaths().AwaitPaths)();
    return this.#paths;
  }

  /** Watches for a scope: the whole program, or a context, whose running times are noted too. */
  open(scope: AwaitScope, kind: 'whole-program' | 'context'): void {
    if (this.#watchers++ === 0) this.#stopHooks = this.#start();
    // Contexts are known by the promises that begin in them.
    this.#endRest();
    if (kind === 'whole-program') this.#wholeProgram = scope;
    else if (this.#contexts++ === 0) this.#watchContexts();
  }

  #watchContexts(): void {
    this.#callbacks.enable();
    const stop = promiseHooks.onAfter(() => {
      this.#isLoose = true;
    });
    this.#stopContextHook = () => void stop();
  }

  close(scope: AwaitScope): void {
    scope.isClosed = true;
    if (this.#wholeProgram === scope) this.#wholeProgram = undefined;
    else if (--this.#contexts === 0) {
      this.#callbacks.disable();
      this.#stopContextHook?.();
      // Else Node 22 keeps a hook at every promise for it.
      this.storage.disable();
    }
    if (--this.#watchers > 0) return;
    this.#stopHooks?.();
    this.#stopHooks = undefined;
    this.#stopLooking();
    this.#turn = undefined;
    this.#running.length = 0;
    this.#resumptions.length = 0;
    this.#paths = undefined;
  }

  /**
   * The context around code that opens one, else the whole program if that is watched. A context that was entered in this
   * very stretch of code goes on behind the function that entered it, when that has returned at its first await: then it is
   * not around what is called next.
   */
  contextAround(opener: readonly SiteFrame[]): AwaitScope | undefined {
    let scope = this.storage.getStore();
    while (scope !== undefined && (scope.isClosed || this.#hasReturned(scope, opener))) {
      if (!scope.isClosed) this.#siblingSegment = this.#segment;
      scope = scope.parent;
    }
    return scope ?? this.#wholeProgram;
  }

  /**
   * The context in which a promise begins. Where one function after the other opens one in the same stretch of code, what
   * called them is in none of these; else a function may have opened it for its caller.
   */
  #contextHere(): AwaitScope | undefined {
    const scope = this.storage.getStore();
    if (scope === undefined || this.#siblingSegment !== this.#segment || scope.segment !== this.#segment)
      return scope;
    const stack = callPaths().callerFrames();
    if (scope === this.#awaitingOpener) {
      const around = this.contextAround(stack);
      this.setContext(around?.isContext === true ? around : undefined);
      return around;
    }
    // It goes on in its context: that can be left no sooner than when the next promise begins.
    if (stack.length === scope.opener.length && !this.#hasReturned(scope, stack, false)) {
      this.#awaitingOpener = scope;
    }
    return scope;
  }

  #hasReturned(
    scope: AwaitScope,
    stack: readonly SiteFrame[],
    hasAwaited: boolean = scope.hasAwaited,
  ): boolean {
    if (scope.segment !== this.#segment) return false;
    const depth = scope.opener.length;
    const [entered, now] = [scope.opener[0], stack[stack.length - depth]];
    const isOpen = entered?.url === now?.url && entered?.enclosingLine === now?.enclosingLine;
    return !isOpen || (stack.length === depth && hasAwaited);
  }

  /** The context of what runs from here to the end of this callback, or until it changes again. */
  setContext(scope: AwaitScope | undefined): void {
    this.storage.enterWith(scope as AwaitScope);
    // One that is gone back to has not been entered here.
    if (scope !== undefined && scope.segment < 0) scope.segment = this.#segment;
    if (this.#running.length > 0) this.#leave();
    else this.#isLoose = true;
    this.#enter(scope);
  }

  /** Runs a function in a context; what it begins stays in it. */
  run<Result>(scope: AwaitScope, body: () => Result): Result {
    return this.storage.run(scope, () => {
      this.#enter(scope);
      try {
        return body();
      } finally {
        this.#leave();
      }
    });
  }

  /** Notes what is known up to now, for a scope that is about to end. */
  flush(ending: AwaitScope | undefined): void {
    this.#endRest();
    if (this.#wanted !== undefined) this.#take();
    this.#readResumptions();
    if (ending !== undefined) {
      this.#notePending(ending);
      ending.noteLastGap(millisNow());
    }
    const scope = this.#running.at(-1);
    if (scope === undefined) return;
    const now = millisNow();
    scope.endWindow(now);
    scope.beginWindow(now, ++this.#entry);
  }

  /** Of the program's awaits that go on, the latest stands for the time in which nothing else did. */
  #notePending(scope: AwaitScope): void {
    for (const record of [...scope.pending].reverse()) {
      if (scope.hasRested && !this.paths.isPending(record)) continue;
      const path = this.paths.ofPending(record);
      if (this.paths.calls.programFrames(path) === 0) continue;
      const resumed = millisNow();
      scope.note({ created: Math.min(record.turn.end, resumed), resumed, path }, NO_LOOK);
      return;
    }
  }

  #start(): () => void {
    const stop = promiseHooks.createHook({
      init: this.#initHook,
      before: (promise) => this.#before(promise),
    });
    return () => void stop();
  }

  /** These hooks cost something at each promise, so they are there only while awaits are looked at. */
  #startLooking(): () => void {
    const stop = promiseHooks.createHook({
      after: () => {
        this.#wanted = this.#unseen;
      },
      settled: () => {
        if (this.#wanted !== undefined) this.#take();
      },
    });
    return () => void stop();
  }

  /** Not from one of the hooks that it ends: Node goes through a list of them. */
  #stopLooking(): void {
    this.#wanted = undefined;
    this.#unseen = undefined;
    this.#stopLookHooks?.();
    this.#stopLookHooks = undefined;
  }

  #init(promise: Promise<unknown>, parent: Promise<unknown> | undefined): void {
    if (this.#wanted !== undefined) this.#take();
    this.#promises++;
    if (parent === undefined) return;
    const context = this.#contexts > 0 ? this.#contextHere() : undefined;
    const scope = context?.firstOpen ?? this.#wholeProgram;
    if (scope === undefined) return;
    const turn = this.#turn ?? this.#beginTurn();
    if (scope.segment === this.#segment) scope.hasAwaited = true;
    const isSited = --this.#untilSite <= 0;
    new RecordStamp(promise, isSited ? scope.recordAt(turn, this.#site(), parent) : scope.recordIn(turn));
  }

  /** The line that awaits, as an error that is made text only when it is asked for. */
  #site(): AwaitRecord['site'] {
    this.#saveSites(millisNow());
    this.#savedSites--;
    // Small integers for V8 too: the count is kept at every await.
    this.#siteStride =
      this.#savedSites > 0 ? this.#siteStride >> 1 || 1 : Math.min(this.#siteStride << 1, MOST_STRIDE);
    this.#untilSite = (1 + draw() * (2 * this.#siteStride - 1)) | 0;
    return captureStack(SITE_FRAMES, this.#initHook);
  }

  #saveSites(now: number): void {
    const saved = this.#savedSites + (now - this.#sitesSavedAt) * SITES_A_MILLI;
    this.#savedSites = Math.min(MOST_SAVED_SITES, saved);
    this.#sitesSavedAt = now;
  }

  /** The check phase comes before the loop waits, and this before it: so nothing waits until then. */
  #beginTurn(): Turn {
    const now = millisNow();
    this.#saveSites(now);
    if (this.#savedSites > MOST_SAVED_SITES / 2) this.#siteStride = this.#untilSite = 1;
    startImmediate(this.#endTurn);
    this.#turn = new Turn(now);
    return this.#turn;
  }

  readonly #endTurn = (): void => {
    this.#leaveAll();
    if (this.#turn !== undefined) this.#turn.end = millisNow();
    this.#turn = undefined;
    if (this.#unseen !== undefined) this.#wanted = this.#unseen = undefined;
    // After the end: else the program would wait now.
    this.#readResumptions();
    this.#restIfDue();
  };

  /** Where more promises come than may be watched, some turns of the loop are, and in between none. */
  #restIfDue(): void {
    const begin = millisNow();
    const saved = this.#allowedPromises + (begin - this.#allowedAt) * PROMISES_A_MILLI;
    this.#allowedPromises = Math.min(MOST_SAVED_PROMISES, saved) - this.#promises;
    this.#allowedAt = begin;
    this.#promises = 0;
    if (this.#allowedPromises > -MOST_EXCESS_PROMISES || this.#contexts > 0 || this.#stopHooks === undefined)
      return;
    const millis = Math.min(-this.#allowedPromises / PROMISES_A_MILLI, MOST_REST_MILLIS);
    this.#allowedPromises = -millis * PROMISES_A_MILLI;
    this.#stopHooks();
    this.#stopHooks = undefined;
    this.#stopLooking();
    // Loading them makes promises, which are not to be watched.
    const { paths } = this;
    this.#wholeProgram?.rest((record) => paths.isPending(record));
    this.#rest = { begin, end: begin + millis * (0.5 + draw()), cameRound: begin, idleSince: begin };
    startImmediate(this.#comeRound);
  }

  readonly #comeRound = (): void => {
    const rest = this.#rest;
    if (rest === undefined) return;
    const now = millisNow();
    if (now - rest.cameRound > EMPTY_TURN_MILLIS) rest.idleSince = now;
    rest.cameRound = now;
    if (now > rest.end || now - rest.idleSince > IDLE_MILLIS) {
      this.#endRest();
      return;
    }
    // While there is one, the loop does not wait.
    startImmediate(this.#comeRound);
  };

  /** Of an await that began in a rest V8 does not tell that it goes on, but any promise event of its job does. */
  #endRest(): void {
    if (this.#rest === undefined) return;
    const turn = new Turn(this.#rest.begin);
    turn.end = this.#rest.idleSince;
    this.#rest = undefined;
    // Sites are not saved up while no await is seen to begin: else the first ones after that would all be noted.
    this.#sitesSavedAt = millisNow();
    const scope = this.#wholeProgram;
    if (scope === undefined) return;
    this.#stopHooks = this.#start();
    this.#stopLookHooks ??= this.#startLooking();
    this.#unseen = { record: scope.recordIn(turn), look: undefined };
    this.#wanted = this.#unseen;
  }

  #before(promise: Promise<unknown>): void {
    const record = RecordStamp.of(promise);
    if (this.#contexts > 0) this.#beginJob(record?.scope);
    const scope = record?.scope.firstOpen;
    if (record === undefined || scope === undefined) return;
    this.#wanted = undefined;
    if (record.turn === this.#turn) {
      if (this.#stopLookHooks !== undefined && this.#unseen === undefined) this.#stopLooking();
      if (--this.#untilTimed > 0) return;
      this.#untilTimed = UNTIMED_STRIDE;
    }
    const look = scope.resume(record, this.#turn ?? this.#beginTurn());
    if (look === undefined) return;
    // The next promise event of this job is the one.
    this.#stopLookHooks ??= this.#startLooking();
    this.#wanted = { record, look };
  }

  /** The first that went on is the one, if it is known who awaits it. */
  #isSettled(look: Look): boolean {
    const last = this.#resumptions.at(-1);
    // Not before there was time to load what tells.
    if (last?.look !== look || this.#paths?.isAwaited(last.stack) !== true) return false;
    look.candidates = 0;
    return true;
  }

  #take(): void {
    const wanted = this.#wanted;
    const isUnseen = wanted !== undefined && wanted === this.#unseen;
    if (wanted === undefined || (isUnseen && !isInJob())) return;
    this.#wanted = undefined;
    const begin = millisNow();
    const { record } = wanted;
    const turn = this.#turn ?? this.#beginTurn();
    const look = wanted.look ?? record.scope.resume(record, turn);
    if (look === undefined) {
      if (isUnseen) this.#unseen = undefined;
      return;
    }
    const resumed = record.turn === turn ? begin : turn.begin;
    if (!this.#isSettled(look)) {
      this.#resumptions.push({ record, look, resumed, stack: captureStack(MOST_FRAMES) });
    }
    look.scope.spend(millisNow() - begin);
    if (isUnseen || this.#resumptions.length >= MOST_UNREAD) this.#readResumptions();
    this.#wanted = isUnseen ? this.#unseen : undefined;
  }

  #readResumptions(): void {
    for (const resumption of this.#resumptions) {
      const { look } = resumption;
      if (look.scope.isWorth(look)) this.#read(resumption);
      // What goes on in a later turn explains less.
      if (look.isExplained || look.isSettled) look.candidates = 0;
    }
    this.#resumptions.length = 0;
  }

  #read({ record, look, resumed, stack }: Resumption): void {
    const begin = millisNow();
    const path = this.paths.ofResumed(stack, record);
    const { calls } = this.paths;
    if (calls.beginsInProgram(path)) look.isExplained = true;
    if (this.paths.isAwaited(stack)) look.isSettled = true;
    // What is chained to a function goes on when that has: it is the function that waited. But a library's function says
    // less than the line of the program that chained to it.
    const isFollower = look.isNoted && this.paths.isOnlyChained(stack, record);
    const isOfProgram = calls.programFrames(path) > 0 && !isFollower;
    if (isOfProgram && calls.hasOwnCode(path)) look.isNoted = true;
    const wait = { created: Math.min(record.turn.end, resumed), resumed, path };
    const cost = millisNow() - begin;
    for (let scope: AwaitScope | undefined = look.scope; scope !== undefined; scope = scope.parent) {
      if (scope.isClosed) continue;
      scope.spend(cost);
      if (isOfProgram) scope.note(wait, look.number);
    }
  }

  /** A job begins only when no other code runs: whatever had been entered without an end is over. */
  #beginJob(scope: AwaitScope | undefined): void {
    if (this.#running.length === 1 && this.#running[0] === scope) {
      this.#segment++;
      this.#isLoose = false;
      return;
    }
    this.#leaveAll();
    this.#enter(scope);
  }

  #leaveAll(): void {
    while (this.#running.length > 0) this.#leave();
    this.#isLoose = false;
    this.#segment++;
  }

  #enter(scope: AwaitScope | undefined): void {
    const now = millisNow();
    const outer = this.#running.at(-1);
    outer?.endWindow(now);
    this.#running.push(scope);
    this.#entry++;
    scope?.beginWindow(now, this.#entry);
    if (scope !== this.#latest) this.#splitTurn(now);
    this.#latest = scope;
  }

  /** What was there before waits for this context. */
  #splitTurn(now: number): void {
    if (this.#turn === undefined) return;
    this.#turn.end = now;
    this.#turn = new Turn(now);
  }

  #leave(): void {
    const now = millisNow();
    const scope = this.#running.pop();
    scope?.endWindow(now);
    if (this.#running.length === 0) return;
    this.#entry++;
    this.#running.at(-1)?.beginWindow(now, this.#entry);
  }
}

/** The running code, without what a function of callwise and its callees are. Leaves `Error` as it was. */
function captureStack(frames: number, below: (...args: never) => unknown = captureStack): CapturedStack {
  const limit = Error.stackTraceLimit;
  const stack: CapturedStack = {};
  Error.stackTraceLimit = frames;
  Error.captureStackTrace(stack, below);
  Error.stackTraceLimit = limit;
  return stack;
}

/** Whether a promise's job runs, and not what the event loop called, which has a number. */
function isInJob(): boolean {
  return executionAsyncId() === 0 || executionAsyncResource() instanceof Promise;
}

/** For promises, whose stamp knows better than a store that is set after the hook on some versions of Node. */
function contextOfResource(): AwaitScope | undefined {
  return RecordStamp.of(executionAsyncResource())?.scope;
}

export const awaitWatch: AwaitWatch = new AwaitWatch();
