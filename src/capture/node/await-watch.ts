import { AsyncLocalStorage, createHook, executionAsyncResource } from 'node:async_hooks';
import { promiseHooks } from 'node:v8';
import type { AwaitRecord, AwaitScope } from './await-scope.ts';
import type { CallPaths, SiteFrame } from './call-path.ts';
import { awaitPaths, callPaths } from './load-later.ts';
import { RecordStamp } from './record-stamp.ts';

/** Awaits a second whose line is noted when they begin; beyond, one in so many. */
const SITES_A_SLOT = 150;
const SLOT_MILLIS = 50;
/** Node's own frame, that of the method that chains, and that of its caller. */
const SITE_FRAMES = 3;

/**
 * Watches the promises of this thread. V8 knows the chain of async callers only while a resumed function runs, so the
 * stack is taken at the first promise event after an await went on: its outermost synchronous frame is the function that
 * had waited, and the async frames above are those that awaited it. Costs two clock readings an await.
 */
class AwaitWatch {
  readonly storage: AsyncLocalStorage<AwaitScope> = new AsyncLocalStorage();
  #paths: CallPaths | undefined;
  /** For awaits outside all contexts; absent while only contexts are profiled. */
  #wholeProgram: AwaitScope | undefined;
  #watchers = 0;
  #contexts = 0;
  #stopHooks: (() => void) | undefined;
  readonly #callbacks: ReturnType<typeof createHook>;
  /** The context of each callback that runs, the innermost last. */
  readonly #running: (AwaitScope | undefined)[] = [];
  /** The outermost context was entered by code whose end nobody reports. */
  #isLoose = false;
  #segment = 0;
  #wanted: AwaitRecord | undefined;
  #wantedAt = 0;
  #slotEnd = 0;
  #slotAwaits = 0;
  #siteStride = 1;

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
  get paths(): CallPaths {
    this.#paths ??= new (callPaths().CallPaths)();
    return this.#paths;
  }

  /** Watches for a scope: the whole program, or a context, whose running times are noted too. */
  open(scope: AwaitScope, kind: 'whole-program' | 'context'): void {
    if (this.#watchers++ === 0) this.#stopHooks = this.#start();
    if (kind === 'whole-program') this.#wholeProgram = scope;
    else if (this.#contexts++ === 0) this.#callbacks.enable();
  }

  close(scope: AwaitScope): void {
    scope.isClosed = true;
    if (this.#wholeProgram === scope) this.#wholeProgram = undefined;
    else if (--this.#contexts === 0) this.#callbacks.disable();
    if (--this.#watchers > 0) return;
    this.#stopHooks?.();
    this.#wanted = undefined;
    this.#running.length = 0;
    this.#paths = undefined;
  }

  /**
   * The context around code that opens one. A context that was entered in this very stretch of code goes on behind the
   * function that entered it, when that has returned at its first await: then it is not around what is called next.
   */
  contextAround(opener: readonly SiteFrame[]): AwaitScope | undefined {
    let scope = this.storage.getStore();
    while (scope !== undefined && (scope.isClosed || this.#hasReturned(scope, opener))) scope = scope.parent;
    return scope;
  }

  #hasReturned(scope: AwaitScope, stack: readonly SiteFrame[]): boolean {
    if (scope.segment !== this.#segment) return false;
    const depth = scope.opener.length;
    const [entered, now] = [scope.opener[0], stack[stack.length - depth]];
    const isOpen = entered?.url === now?.url && entered?.enclosingLine === now?.enclosingLine;
    return !isOpen || (stack.length === depth && scope.hasAwaited);
  }

  /** The context of what runs from here to the end of this callback, or until it changes again. */
  setContext(scope: AwaitScope | undefined): void {
    this.storage.enterWith(scope as AwaitScope);
    if (scope !== undefined) scope.segment = this.#segment;
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
    if (this.#wanted !== undefined) this.#take();
    if (ending !== undefined) this.#notePending(ending);
    const scope = this.#running.at(-1);
    if (scope === undefined) return;
    const now = performance.now();
    scope.endWindow(now);
    scope.beginWindow(now);
  }

  /** Of the awaits that go on, the latest stands for the time in which nothing else did. */
  #notePending(scope: AwaitScope): void {
    const latest = [...scope.pending].at(-1);
    if (latest === undefined) return;
    const path = this.paths.intern(awaitPaths().pendingPath(latest));
    const wait = { created: latest.created, resumed: performance.now(), path };
    scope.startTurn();
    scope.note(wait, { isOfProgram: this.paths.programFrames(path) > 0, explains: true, cost: 0 });
  }

  #start(): () => void {
    const stop = promiseHooks.createHook({
      init: this.#initHook,
      before: (promise) => this.#before(promise),
      after: () => {
        this.#wanted = undefined;
        if (this.#contexts > 0) this.#leave();
      },
      settled: () => {
        if (this.#wanted !== undefined) this.#take();
      },
    });
    return () => void stop();
  }

  #init(promise: Promise<unknown>, parent: Promise<unknown> | undefined): void {
    if (this.#wanted !== undefined) this.#take();
    if (parent === undefined) return;
    const scope = (this.#contexts > 0 ? this.storage.getStore() : undefined) ?? this.#wholeProgram;
    if (scope === undefined || scope.isClosed) return;
    const created = performance.now();
    if (scope.segment === this.#segment) scope.hasAwaited = true;
    const record = { created, scope, site: this.#site(created) };
    scope.begin(record);
    new RecordStamp(promise, record);
  }

  /** The line that awaits, as an error that is made text only when it is asked for. */
  #site(now: number): AwaitRecord['site'] {
    if (now >= this.#slotEnd) {
      this.#slotEnd = now + SLOT_MILLIS;
      this.#siteStride = Math.ceil(this.#slotAwaits / SITES_A_SLOT) || 1;
      this.#slotAwaits = 0;
    }
    this.#slotAwaits++;
    if (this.#siteStride > 1 && Math.random() * this.#siteStride >= 1) return undefined;
    const limit = Error.stackTraceLimit;
    const site: { readonly stack?: unknown } = {};
    Error.stackTraceLimit = SITE_FRAMES;
    Error.captureStackTrace(site, this.#initHook);
    Error.stackTraceLimit = limit;
    return site;
  }

  #before(promise: Promise<unknown>): void {
    const record = RecordStamp.of(promise);
    // A job begins only when no other code runs: whatever had been entered without an end is over.
    if (this.#contexts > 0) {
      this.#leaveAll();
      this.#enter(record?.scope);
    }
    if (record === undefined || record.scope.isClosed) return;
    const now = performance.now();
    if (!record.scope.resume(record, now)) return;
    this.#wanted = record;
    this.#wantedAt = now;
  }

  #take(): void {
    const record = this.#wanted;
    this.#wanted = undefined;
    if (record === undefined) return;
    const begin = performance.now();
    const path = this.paths.intern(awaitPaths().awaitPath(callPaths().currentSites(), record));
    const isOfProgram = this.paths.programFrames(path) > 0;
    const wait = { created: record.created, resumed: this.#wantedAt, path };
    const explains = this.paths.beginsInProgram(path);
    const cost = performance.now() - begin;
    for (let scope: AwaitScope | undefined = record.scope; scope !== undefined; scope = scope.parent) {
      if (!scope.isClosed) scope.note(wait, { isOfProgram, explains, cost });
    }
  }

  #leaveAll(): void {
    while (this.#running.length > 0) this.#leave();
    this.#isLoose = false;
    this.#segment++;
  }

  #enter(scope: AwaitScope | undefined): void {
    const now = performance.now();
    const outer = this.#running.at(-1);
    outer?.endWindow(now);
    this.#running.push(scope);
    scope?.beginWindow(now);
  }

  #leave(): void {
    const now = performance.now();
    const scope = this.#running.pop();
    scope?.endWindow(now);
    const outer = this.#running.at(-1);
    outer?.beginWindow(now);
  }
}

/** For promises, whose stamp knows better than a store that is set after the hook on some versions of Node. */
function contextOfResource(): AwaitScope | undefined {
  return RecordStamp.of(executionAsyncResource())?.scope;
}

export const awaitWatch: AwaitWatch = new AwaitWatch();
