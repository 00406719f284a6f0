import { FloatColumn, IntColumn } from '../../model/columns.ts';
import type { StackIndex } from '../../model/stacks.ts';
import type { SiteFrame } from './call-path.ts';

/** How long nothing may have happened for its end to be looked at, in milliseconds. */
export const QUIET_MILLIS = 0.2;
/** Several awaits go on when a wait ends; so many of them are asked whether they explain it. */
const MOST_CANDIDATES = 16;
/** What looking may cost, as a share of all time, and how much of that can be saved up, in milliseconds. */
const BUDGET = 0.03;
const MOST_PENDING = 256;
const MOST_SAVED_MILLIS = 5;
const MOST_COST_MILLIS = 0.1;

/** An await, from where it was created to where it went on; times are milliseconds of `performance.now()`. */
export interface AwaitRecord {
  readonly created: number;
  readonly scope: AwaitScope;
  /** An error whose stack is the line that awaits, while that costs little. */
  readonly site: { readonly stack?: unknown } | undefined;
}

/** A wait that was looked at; times are milliseconds of `performance.now()`, the path is one of `CallPaths`. */
export interface Wait {
  readonly created: number;
  readonly resumed: number;
  readonly path: StackIndex;
}

/**
 * The code of one context, from which awaits are noted: the whole program, or what a profiler was started in. Each wait is
 * looked at for as long as that stays cheap. Of those that are too short or too many, one is at a random moment of each
 * interval, so that the chance of a wait follows its length.
 */
export class AwaitScope {
  readonly parent: AwaitScope | undefined;
  /** The code that opened the context, the innermost call first; empty for the whole program. */
  readonly opener: readonly SiteFrame[];
  readonly #intervalMillis: number;
  /** A turn for each wait that was looked at; its candidates follow each other. */
  readonly turns: IntColumn = new IntColumn();
  readonly created: FloatColumn = new FloatColumn();
  readonly resumed: FloatColumn = new FloatColumn();
  readonly paths: IntColumn = new IntColumn();
  /** Awaits that have not gone on, as far as their lines are known; some of them when there are many. */
  readonly pending: Set<AwaitRecord> = new Set();
  /** When code of this context ran: begin and end in turn. */
  readonly windows: FloatColumn = new FloatColumn();
  isClosed = false;
  /** The stretch of code without a break in which the context was entered, by the number of the watch. */
  segment = -1;
  /** Something awaits since then. */
  hasAwaited = false;
  #lastSeen: number;
  #nextLook: number;
  #quietSince = 0;
  #turn = 0;
  /** Whether an await of the program explains the last wait. */
  #isExplained = true;
  #candidates = 0;
  #savedMillis = MOST_SAVED_MILLIS;

  constructor(
    intervalSeconds: number,
    context: { readonly parent?: AwaitScope; readonly opener?: readonly SiteFrame[] } = {},
  ) {
    this.parent = context.parent;
    this.opener = context.opener ?? [];
    this.#intervalMillis = intervalSeconds * 1000;
    this.#lastSeen = performance.now();
    this.#nextLook = this.#lastSeen;
  }

  /** Code of this context, and so of those around it, begins to run. */
  beginWindow(now: number): void {
    for (let scope: AwaitScope | undefined = this; scope !== undefined; scope = scope.parent) {
      if (!scope.isClosed) scope.windows.push(now);
    }
  }

  endWindow(now: number): void {
    for (let scope: AwaitScope | undefined = this; scope !== undefined; scope = scope.parent) {
      if (!scope.isClosed && scope.windows.length % 2 === 1) scope.windows.push(now);
    }
  }

  begin(record: AwaitRecord): void {
    this.#see(record.created);
    if (record.site !== undefined && this.pending.size < MOST_PENDING) this.pending.add(record);
  }

  /** Something of this context happened. */
  #see(now: number): void {
    this.#savedMillis = Math.min(MOST_SAVED_MILLIS, this.#savedMillis + (now - this.#lastSeen) * BUDGET);
    this.#lastSeen = now;
  }

  /** An await goes on. Whether its stack is worth a look. */
  resume(record: AwaitRecord, now: number): boolean {
    this.pending.delete(record);
    const { created } = record;
    const quietMillis = now - this.#lastSeen;
    this.#savedMillis = Math.min(MOST_SAVED_MILLIS, this.#savedMillis + quietMillis * BUDGET);
    if (now >= this.#nextLook || (quietMillis > QUIET_MILLIS && this.#savedMillis > 0)) this.#openTurn(now);
    this.#lastSeen = now;
    return this.#candidates > 0 && created <= this.#quietSince;
  }

  /** Takes the stack of an await that went on; one that begins inside Node explains little. */
  note(
    wait: Wait,
    {
      isOfProgram,
      explains,
      cost,
    }: { readonly isOfProgram: boolean; readonly explains: boolean; readonly cost: number },
  ): void {
    this.#candidates--;
    // More than this is time in which the thread did not run.
    this.#savedMillis -= Math.min(cost, MOST_COST_MILLIS);
    if (this.#savedMillis < 0 && (this.#isExplained || explains)) this.#candidates = 0;
    if (explains) this.#isExplained = true;
    if (!isOfProgram) return;
    this.turns.push(this.#turn);
    this.created.push(wait.created);
    this.resumed.push(wait.resumed);
    this.paths.push(wait.path);
  }

  /** What is noted from here on explains nothing that was looked at before. */
  startTurn(): void {
    this.#turn++;
  }

  #openTurn(now: number): void {
    const isQuiet = now - this.#lastSeen > QUIET_MILLIS;
    this.#nextLook = now + this.#intervalMillis * (0.5 + Math.random());
    if (!isQuiet && !this.#isExplained && this.#candidates > 0) return;
    // Of a time in which much happened any await will do: it says where its function was called from.
    this.#quietSince = isQuiet ? this.#lastSeen : now;
    this.#candidates = isQuiet ? MOST_CANDIDATES : 1;
    this.#isExplained = !isQuiet;
    this.#turn++;
  }
}
