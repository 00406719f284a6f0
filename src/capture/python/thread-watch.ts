import type { ThreadFacts } from '../../session/recording-parts.ts';
import type { Interpreter } from './find-interpreter.ts';
import { threadIdsOf } from './process-status.ts';
import { PythonObjects } from './python-objects.ts';
import { SampledThread } from './sampled-thread.ts';
import { type ListedThread, mainInterpreterOf, threadsOf } from './thread-list.ts';
import { threadNamesOf } from './thread-names.ts';

/** A new thread stands at the head of the list, which is looked at so often at most when the main thread does not tell. */
const HEAD_MILLIS = 0.5;
/** This is for what else may have changed. */
const LIST_MILLIS = 100;
/** Threads that C code made have no name; they are asked for ever less often, and then no more. */
const MOST_NAME_TRIES = 1 << 10;

/** The threads of a process beside its main thread, as they come and go. */
export class ThreadWatch {
  /** Those that run now. */
  live: SampledThread[] = [];
  /** How many were seen so far, with the main thread. */
  count = 1;
  /** Reads that those that have ended had to repeat. */
  endedRetries = 0;
  /** What is left of those that have ended; there may be ever new ones, with megabytes for each dozen as long as they are sampled. */
  #ended: ThreadFacts[] = [];
  readonly #interpreter: Interpreter;
  readonly #main: SampledThread;
  readonly #needsActivity: boolean;
  readonly #objects: PythonObjects;
  readonly #headPlace: number;
  #head = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #listedAt = Number.NEGATIVE_INFINITY;

  /** `needsActivity` as of `ThreadPlace`. */
  constructor(interpreter: Interpreter, main: SampledThread, needsActivity: boolean) {
    this.#needsActivity = needsActivity;
    this.#interpreter = interpreter;
    this.#main = main;
    this.#objects = new PythonObjects(interpreter.memory, interpreter.layout);
    this.#headPlace = (mainInterpreterOf(interpreter) ?? 0) + interpreter.layout.interpreter.threadsHead;
  }

  /** Brings `live` up to date. `now` is the sampler's clock in milliseconds. */
  look(now: number): void {
    const isAlone = this.live.length === 0 && this.#main.isYoungest;
    if (isAlone ? now - this.#listedAt < LIST_MILLIS : now - this.#lookedAt < HEAD_MILLIS) return;
    this.#lookedAt = now;
    const head = this.#objects.pointer(this.#headPlace) ?? 0;
    if (head === this.#head && now - this.#listedAt < LIST_MILLIS) return;
    this.#head = head;
    this.#listedAt = now;
    const states = threadsOf(this.#interpreter);
    const listed = startedOf(states);
    if (listed.length === 0) return;
    if (listed.length < states.length) this.#listedAt = now - LIST_MILLIS;
    const ended = new Map(this.live.map((thread) => [thread.listed.address, thread]));
    // Where the process has ids of its own these cost a read for each thread.
    let ids: ReadonlyMap<number, number> | undefined;
    this.live = [];
    for (const thread of listed) {
      const known = ended.get(thread.address);
      // A process that was forked just now still has the id of its parent there.
      if (thread.address === this.#main.listed.address) this.#main.listed = thread;
      else if (known !== undefined && isSame(known.listed, thread)) {
        ended.delete(thread.address);
        this.live.push(known);
      } else {
        ids ??= threadIdsOf(this.#interpreter.pid);
        const id = ids.get(thread.nativeId);
        // Garbage, or a state that was left behind: hundreds of them could name the same megabytes as their stack.
        if (id !== undefined) this.live.push(this.#begin(thread, id));
      }
    }
    for (const thread of ended.values()) this.#end(thread);
    if (this.live.length > 0) {
      this.#main.watchActivity(this.#interpreter.pid, this.#interpreter.pid);
      this.#findNames();
    }
  }

  /** The thread has ended. */
  drop(thread: SampledThread): void {
    this.#end(thread);
    this.live = this.live.filter((other) => other !== thread);
  }

  /** Those that have ended since this was asked. */
  takeEnded(): ThreadFacts[] {
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }

  close(): void {
    this.#main.close();
    for (const thread of this.live) thread.close();
  }

  /** `id`: that of the thread as we see it. */
  #begin(listed: ListedThread, id: number): SampledThread {
    const thread = new SampledThread(this.#interpreter, listed, {
      index: this.count++,
      beside: this.#main.sampler,
      needsActivity: this.#needsActivity,
    });
    thread.watchActivity(this.#interpreter.pid, id);
    return thread;
  }

  #end(thread: SampledThread): void {
    thread.close();
    this.endedRetries += thread.sampler.retries;
    this.#ended.push(thread.factsAmong(this.count));
  }

  #findNames(): void {
    const unnamed = this.live.filter(
      (thread) =>
        thread.name === undefined &&
        ++thread.nameTries <= MOST_NAME_TRIES &&
        Number.isInteger(Math.log2(thread.nameTries)),
    );
    if (unnamed.length === 0) return;
    const names = threadNamesOf(this.#interpreter);
    for (const thread of [this.#main, ...unnamed]) thread.name ??= names.get(thread.listed.nativeId);
  }
}

/** A state is in the list before its thread runs; until then its native id is 0, or that of the thread that makes it (3.11). */
function startedOf(newestFirst: readonly ListedThread[]): ListedThread[] {
  const oldest = new Map(newestFirst.map((thread) => [thread.nativeId, thread]));
  oldest.delete(0);
  return newestFirst.filter((thread) => oldest.get(thread.nativeId) === thread);
}

/** A state may be freed and made anew for another thread at the same place. */
function isSame(a: ListedThread, b: ListedThread): boolean {
  return a.address === b.address && a.nativeId === b.nativeId;
}
