import type { InterpreterFinder } from './find-interpreter.ts';
import { isRunning } from './process-status.ts';
import { PythonSearch, type SampleTarget, type SearchResult } from './python-search.ts';
import { Recording, type TickResult } from './recording.ts';
import type { SamplerMessage, SamplerOrder } from './sampler-messages.ts';
import { StoppedProcess } from './stopped-process.ts';
import { SubprocessWatch } from './subprocess-watch.ts';

/** A child that gave way to another program before this age was only on its way to it. */
const PASSING_MILLIS = 30;
const ROOT_LOOK_MILLIS = 10;

interface Loop {
  readonly order: SamplerOrder;
  readonly finder: InterpreterFinder;
  readonly send: (message: SamplerMessage) => void;
}

/** The processes that are recorded: one, or with `subprocesses` all below it, as they come and go. */
export class RecordingSet {
  readonly #root: number;
  readonly #loop: Loop;
  readonly #watch: SubprocessWatch | undefined;
  readonly #stopped = new StoppedProcess();
  #recordings: Recording[] = [];
  /** Of all that were recorded: a child by `fork` has that of its parent, which may have ended. */
  readonly #stackStarts = new Set<string>();
  /** Looks at the process that ran another program in its place. */
  #next: PythonSearch | undefined;
  #count = 0;
  #begun: Recording | undefined;
  #rootLookedAt = 0;

  constructor(root: number, loop: Loop) {
    this.#root = root;
    this.#loop = loop;
    this.#watch = loop.order.subprocesses ? new SubprocessWatch(root, loop.finder) : undefined;
  }

  /** When the first sample was taken, as of `performance.now()`. */
  get begin(): number | undefined {
    this.#begun ??= this.#recordings.find(({ begin }) => begin !== undefined);
    return this.#begun?.begin;
  }

  /** Whether one of the processes still runs; when none is recorded, whether there may be one again. */
  get isAlive(): boolean {
    const { pids } = this;
    return (pids.length === 0 ? [this.#root] : pids).some(isRunning);
  }

  /** The processes that are recorded now. */
  get pids(): readonly number[] {
    return this.#recordings.map(({ pid }) => pid);
  }

  /** See `SubprocessWatch`. */
  get leftOut(): readonly string[] {
    return this.#watch?.leftOut ?? [];
  }

  get stoppedSeconds(): number {
    return this.#stopped.seconds;
  }

  /** `started`: we saw its process begin. */
  add(target: SampleTarget, started: boolean): void {
    const { time, mainThreadOnly, live } = this.#loop.order;
    this.#watch?.settle(target.interpreter.pid);
    const watchActivity = live || this.#watch !== undefined;
    const { stackStart } = target;
    const forked = stackStart !== undefined && this.#stackStarts.has(stackStart);
    const options = { started, forked, time, mainThreadOnly, watchActivity, live };
    this.#recordings.push(new Recording(target, { process: this.#count, ...options }, this.#loop.send));
    this.#count++;
    if (stackStart !== undefined) this.#stackStarts.add(stackStart);
  }

  /** `over`: nothing is left to record. `nothing`: there may be something again. */
  tick(now: number): TickResult | 'nothing' {
    for (const recording of this.#recordings) {
      if (this.#tickOne(recording, now) === 'over') this.#end(recording, now);
    }
    for (const { target, isNew } of this.#watch?.look(now) ?? []) this.#tryToAdd(target, isNew);
    if (this.#next !== undefined) this.#lookForNext(now);
    if (this.#next !== undefined) return 'nothing';
    return this.#isOver(now) ? 'over' : 'taken';
  }

  finish(): void {
    for (const recording of this.#recordings) recording.finish();
    this.#recordings = [];
    this.#watch?.close();
  }

  #tickOne(recording: Recording, now: number): TickResult {
    if (!this.#loop.order.blocking) return recording.tick(now);
    this.#stopped.stop(recording.pid);
    try {
      return recording.tick(now);
    } finally {
      this.#stopped.resume();
    }
  }

  #end(recording: Recording, now: number): void {
    this.#recordings = this.#recordings.filter((other) => other !== recording);
    const { pid } = recording;
    if (this.#watch !== undefined) {
      const goesOn = isRunning(pid);
      if (goesOn) this.#watch.lookAgainAt(pid, now);
      if (goesOn && recording.spanMillis < PASSING_MILLIS && this.#count > 1) recording.close();
      else recording.finish();
      return;
    }
    recording.finish();
    // What the facts said of one that had not begun is said anew of the next one.
    if (recording.begin === undefined) this.#count = 0;
    this.#next = new PythonSearch(pid, this.#loop.finder, 'alone');
  }

  /** A process whose memory is gone may have run another program in its place: launchers and programs that start anew do. */
  #lookForNext(now: number): void {
    const result = this.#lookInPlace(now);
    if (result?.kind === 'not-yet') return;
    this.#next = undefined;
    if (result?.kind !== 'found') return;
    const { interpreter, stackStart } = result.target;
    const isKnown = stackStart !== undefined && this.#stackStarts.has(stackStart);
    if (isKnown) interpreter.memory.close();
    else this.#tryToAdd(result.target, true);
  }

  #lookInPlace(now: number): SearchResult | undefined {
    try {
      return this.#next?.look(now);
    } catch {
      // It runs as another user now: what was recorded before is still worth its report.
      return undefined;
    }
  }

  #tryToAdd(target: SampleTarget, isNew: boolean): void {
    try {
      this.add(target, isNew || this.#loop.order.target === 'started');
    } catch (error) {
      const { pid, memory } = target.interpreter;
      memory.close();
      // It ended between being found and being opened, or no more files may be open: the others are still worth their report.
      if (!(error instanceof Error && 'code' in error)) throw error;
      this.#watch?.leaveOut(pid, `Process ${pid} could not be opened (${error.code}).`, true);
    }
  }

  #isOver(now: number): boolean {
    if (this.#recordings.length > 0 && this.#watch === undefined) return false;
    if (this.#watch === undefined) return true;
    if (now - this.#rootLookedAt < ROOT_LOOK_MILLIS) return false;
    this.#rootLookedAt = now;
    return !isRunning(this.#root);
  }
}
