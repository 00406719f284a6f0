import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import type { ThreadFacts } from '../../session/recording-parts.ts';
import type { Interpreter } from './find-interpreter.ts';
import type { RunningTime } from './running-time.ts';
import { Sampler } from './sampler.ts';
import type { WalkOutcome } from './stack-walker.ts';
import { ThreadActivity } from './thread-activity.ts';
import type { ListedThread } from './thread-list.ts';

/** How often a thread may be seen to run or to be somewhere else than before, and still count as one that only waits. */
const IDLE_SHARE = 0.05;
/** Of many threads that want the interpreter's lock each has this share of it, by their number, or more. */
const LOCK_SHARE = 0.25;
/** One that begins or ends runs for some ticks, which are a large share of a short recording. */
const IDLE_TICKS = 10;
const FEW_LOOKS_SHARE = 0.25;

export interface ThreadPlace {
  readonly index: number;
  /** The sampler of another thread of the process. */
  readonly beside?: Sampler;
  /** Whether it runs is asked at each look, not only when its stack may have changed. */
  readonly needsActivity?: boolean;
}

/** One thread of a process while it is recorded. */
export class SampledThread {
  /** Counts the threads of the process; the main thread is 0. */
  readonly index: number;
  listed: ListedThread;
  readonly sampler: Sampler;
  name: string | undefined;
  /** How often its name was looked for in vain. */
  nameTries = 0;
  /** Whether it ran at the last look; true as well when that is not known. */
  isRunning = true;
  /** Where only running counts. */
  running: RunningTime | undefined;
  /** The last look saw that no younger thread stands before this one in the interpreter's list. */
  isYoungest = false;
  readonly #needsActivity: boolean;
  #activity: ThreadActivity | undefined;
  #isWatched = false;
  #outcome: WalkOutcome = 'idle';
  #stack: StackIndex = NO_STACK;
  #skip = -1;
  /** How often it was looked at, and how often it was seen to run. */
  looks = 0;
  runs = 0;
  #active = 0;

  constructor(interpreter: Interpreter, listed: ListedThread, place: ThreadPlace) {
    this.index = place.index;
    this.#needsActivity = place.needsActivity ?? false;
    this.listed = listed;
    this.sampler = new Sampler(interpreter, listed.address, place.beside);
  }

  /** `threads`: how many there were so far. */
  factsAmong(threads: number): ThreadFacts {
    return {
      thread: this.index,
      name: this.name,
      nativeId: this.listed.nativeId,
      onlyWaited: this.#onlyWaitedAmong(threads),
      looks: this.looks,
      runs: this.runs,
    };
  }

  /** Whether it stood still in one stack, as a worker without work does. */
  #onlyWaitedAmong(threads: number): boolean {
    const share = Math.min(IDLE_SHARE, LOCK_SHARE / threads);
    const few = Math.min(IDLE_TICKS, this.looks * FEW_LOOKS_SHARE);
    return this.#isWatched && this.#active <= Math.max(few, this.looks * share);
  }

  /** From now on the thread is read only when it has run. `thread` is its id as we see it. */
  watchActivity(pid: number, thread: number): void {
    if (this.#isWatched) return;
    try {
      this.#activity = new ThreadActivity(pid, thread);
      this.#isWatched = true;
    } catch {
      // Gone already, or a kernel that does not count: it is read at every tick, which is right but dearer.
    }
  }

  /**
   * `now` is the sampler's clock in milliseconds; `mayHaveChanged`: the thread may have run Python code since the last look.
   * A stack that cannot have changed is not read again. `othersHaveRun`: the lock went from one thread to another, so a
   * thread that wants it may be seen to.
   */
  look(now: number, mayHaveChanged = true, othersHaveRun = true): WalkOutcome {
    const isKnown = this.looks > 0 && (this.#outcome === 'whole' || this.#outcome === 'idle');
    this.looks++;
    this.isYoungest = false;
    if (!mayHaveChanged && !othersHaveRun && isKnown && !this.#needsActivity) return this.#outcome;
    const activity = this.#activity?.look() ?? 'running';
    this.isRunning = activity === 'running';
    if (this.isRunning) {
      this.runs++;
      this.#active++;
    }
    if (activity === 'gone') return 'gone';
    if (isKnown && (activity === 'resting' || !mayHaveChanged)) return this.#outcome;
    this.#outcome = this.sampler.take(now);
    this.isYoungest = this.sampler.isYoungest;
    this.#skip = -1;
    return this.#outcome;
  }

  /** The stack of the last look without its outermost `skip` frames. */
  stack(now: number, skip: number): StackIndex {
    if (skip === this.#skip) return this.#stack;
    const stack = this.sampler.stack(now, skip);
    if (stack !== this.#stack && !this.isRunning) this.#active++;
    this.#stack = stack;
    this.#skip = skip;
    return stack;
  }

  /** Its CPU time in milliseconds; undefined where that is not counted. */
  get ranMillis(): number | undefined {
    return this.#activity?.ranMillis;
  }

  close(): void {
    this.running?.end();
    this.#activity?.close();
    this.#activity = undefined;
  }
}
