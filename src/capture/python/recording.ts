import type { StackIndex } from '../../model/stacks.ts';
import type { ProcessNews, SampleCounts, SysFacts } from '../../session/recording-parts.ts';
import { GilHolder } from './gil-holder.ts';
import { LastingFacts } from './lasting-facts.ts';
import { CpuClock, commandLineOf } from './process-status.ts';
import { ProgramPhase } from './program-phase.ts';
import type { SampleTarget } from './python-search.ts';
import { RunningTime } from './running-time.ts';
import { SampleOutbox } from './sample-outbox.ts';
import { SampledThread } from './sampled-thread.ts';
import type { SamplerMessage, TimeKind } from './sampler-messages.ts';
import type { WalkOutcome } from './stack-walker.ts';
import { readSysFacts } from './sys-facts.ts';
import { ThreadWatch } from './thread-watch.ts';

/** Time around the program's own code is left out when it is shorter than this, or than this share of the whole. */
const EDGE_MILLIS = 20;
const EDGE_SHARE = 0.01;

/** What was seen is sent so often: for eyes, and for a file that outlives a crash. */
const LIVE_FLUSH_MILLIS = 250;
const FLUSH_MILLIS = 1000;

/** How long after a look the next one comes: a share of the time that was recorded, so that looks cost little and miss little. */
interface Cadence {
  readonly share: number;
  readonly least: number;
  readonly most: number;
}

/** CPU time is not there to be read any more when the process is gone. */
const CPU_MILLIS: Cadence = { share: 0.01, least: 20, most: 200 };
/** `sys` is read when the program begins, soon after (programs extend `sys.path` first of all), and now and then. */
const SYS_MILLIS: Cadence = { share: 0.1, least: 100, most: 10_000 };
const UNKNOWN_SYS_MILLIS = 10;

/** What one tick did; `over`: the process ended or its program gave way to another. */
export type TickResult = 'taken' | 'over';

export interface RecordingOptions {
  /** Counts the processes of a recording. */
  readonly process: number;
  /** We saw the process begin: Python's own start-up is not part of the program. */
  readonly started: boolean;
  /** It began as a copy of another that is recorded. */
  readonly forked: boolean;
  readonly time: TimeKind;
  readonly mainThreadOnly: boolean;
  /** Look at what the threads do even when there is only one. */
  readonly watchActivity: boolean;
  /** Say with each batch which threads there are. */
  readonly live: boolean;
}

interface Held {
  readonly stack: StackIndex;
  readonly millis: number;
}

/** The samples of one process from its first to its last, with the facts a session needs. Times here are milliseconds. */
export class Recording {
  readonly pid: number;
  readonly #target: SampleTarget;
  readonly #options: RecordingOptions;
  readonly #main: SampledThread;
  readonly #threads: ThreadWatch | undefined;
  /** Only where there may be several threads, or its holder is asked for. */
  readonly #gil: GilHolder | undefined;
  #knowsGil = false;
  readonly #outbox: SampleOutbox;
  readonly #phase: ProgramPhase | undefined;
  readonly #cpu: CpuClock;
  readonly #commandLine: string;
  readonly #send: (message: SamplerMessage) => void;
  #recorded = 0;
  #cut = 0;
  #dropped = 0;
  #droppedMillis = 0;
  #begin: number | undefined;
  #startTime = Date.now() / 1000;
  #end = 0;
  #last: number;
  #sent = 0;
  #cpuDue = 0;
  #cpuBefore = 0;
  #sys: SysFacts | undefined;
  #sysDue = 0;
  /** Paths were missing at the last look. */
  #isSysDoubtful = false;
  readonly #held: Held[] = [];
  #heldMillis = 0;
  #inProgram = false;
  #startCallStack: string[] = [];
  readonly #lasting = new LastingFacts();

  constructor(target: SampleTarget, options: RecordingOptions, send: (message: SamplerMessage) => void) {
    const { interpreter, thread } = target;
    this.pid = interpreter.pid;
    // Nothing that is opened behind it throws.
    this.#cpu = new CpuClock(this.pid, target.stackStart);
    this.#target = target;
    this.#options = options;
    const needsActivity = options.live || options.time === 'cpu';
    this.#main = new SampledThread(interpreter, thread, { index: 0, needsActivity });
    this.#threads = options.mainThreadOnly
      ? undefined
      : new ThreadWatch(interpreter, this.#main, needsActivity);
    const needsGil = options.time === 'gil' || !options.mainThreadOnly;
    this.#gil = needsGil ? new GilHolder(interpreter) : undefined;
    if (options.time !== 'wall' || options.watchActivity) this.#main.watchActivity(this.pid, this.pid);
    this.#outbox = new SampleOutbox(options.process, this.#main.sampler.recorder, (batch) =>
      send({ kind: 'batch', batch }),
    );
    this.#phase = options.started ? new ProgramPhase(options.forked) : undefined;
    this.#commandLine = commandLineOf(this.pid).join(' ');
    this.#send = send;
    this.#last = performance.now();
    if (!options.started) this.#start(this.#last);
  }

  /** When the program that is shown began, as of `performance.now()`, if it has; it may turn out to have begun later. */
  get begin(): number | undefined {
    return this.#begin;
  }

  /** From the first sample to the last, in milliseconds. */
  get spanMillis(): number {
    return this.#begin === undefined ? 0 : this.#end - this.#begin;
  }

  tick(now: number): TickResult {
    const millis = now - this.#last;
    this.#knowsGil = this.#options.time === 'gil' || (this.#threads?.live.length ?? 0) > 0;
    if (this.#knowsGil) this.#gil?.look();
    const outcome = this.#look(this.#main, now);
    switch (outcome) {
      case 'gone':
        return 'over';
      case 'idle':
        this.#leaveProgram();
        break;
      case 'none':
        if (this.#inProgram || this.#phase === undefined) this.#drop(now, millis);
        break;
      case 'cut':
      case 'whole':
        this.#take(now, millis);
    }
    if (this.#threads !== undefined && this.#begin !== undefined)
      this.#takeThreads(this.#threads, now, millis);
    this.#last = now;
    return this.#keepUp(now);
  }

  /** Ends the recording and sends the rest. */
  finish(): void {
    for (const thread of [this.#main, ...(this.#threads?.live ?? [])]) thread.running?.end();
    this.#outbox.flush(0, []);
    this.#sendFacts();
    this.close();
  }

  #sendFacts(): void {
    const threads = [this.#main, ...(this.#threads?.live ?? [])];
    const count = this.#threads?.count ?? 1;
    const facts: ProcessNews = {
      process: this.#options.process,
      pid: this.pid,
      counts: this.#countsOf(threads),
      startTime: this.#startTime,
      duration: this.spanMillis / 1000,
      cpuTime: this.#begin === undefined ? 0 : this.#cpu.read() - this.#cpuBefore,
      ...this.#lasting.newOf(this.#commandLine, this.#sys, this.#startCallStack),
      threads: [...(this.#threads?.takeEnded() ?? []), ...threads.map((thread) => thread.factsAmong(count))],
    };
    this.#send({ kind: 'facts', facts });
  }

  /** For a recording that is not to be part of the session. */
  close(): void {
    this.#threads?.close();
    this.#main.close();
    this.#cpu.close();
    this.#target.interpreter.memory.close();
  }

  #countsOf(threads: readonly SampledThread[]): SampleCounts {
    return {
      recorded: this.#recorded,
      cut: this.#cut,
      dropped: this.#dropped,
      droppedSeconds: this.#droppedMillis / 1000,
      retries: threads.reduce((sum, { sampler }) => sum + sampler.retries, this.#threads?.endedRetries ?? 0),
    };
  }

  #take(now: number, millis: number): void {
    const { chain, depth } = this.#main.sampler;
    const phase = this.#phase?.of(chain, depth, now) ?? 'program';
    if (phase === 'start-up') return;
    const skip = this.#phase?.skip ?? 0;
    if (this.#begin === undefined) this.#start(now - millis);
    if (this.#startCallStack.length === 0) {
      for (let i = 0; i <= Math.min(skip, depth - 1); i++)
        this.#startCallStack.push(chain.codeAt(i).identifier);
    }
    const stack = this.#main.stack(now, skip);
    if (this.#main.sampler.isCut) this.#cut++;
    if (phase !== 'program') {
      if (phase === 'exit') this.#inProgram = false;
      this.#takeEdge(stack, now, millis);
      return;
    }
    if (!this.#inProgram) this.#enterProgram(now - millis);
    this.#credit(this.#main, this.#counts(this.#main) ? stack : undefined, millis);
    this.#end = now;
  }

  /** Around the program's own code: held until it is clear that it is worth showing. A main thread may wait for others for days. */
  #takeEdge(stack: StackIndex, now: number, millis: number): void {
    this.#heldMillis += millis;
    const isShown = this.#heldMillis >= Math.max(EDGE_MILLIS, this.spanMillis * EDGE_SHARE);
    if (isShown) {
      this.#release();
      this.#end = now;
    }
    const counts = this.#counts(this.#main);
    if (isShown) this.#credit(this.#main, counts ? stack : undefined, millis);
    else if (counts) this.#held.push({ stack, millis });
  }

  #takeThreads(threads: ThreadWatch, now: number, millis: number): void {
    threads.look(now);
    for (const thread of threads.live) {
      const outcome = this.#look(thread, now);
      if (outcome === 'gone') threads.drop(thread);
      else if (outcome === 'none') this.#drop(this.#end, millis);
      else if (outcome !== 'idle') {
        const stack = this.#counts(thread) ? thread.stack(now, 0) : undefined;
        this.#credit(thread, stack, millis);
        if (stack !== undefined && thread.sampler.isCut) this.#cut++;
      }
    }
  }

  /** Whether this is the time that was asked for. */
  #counts(thread: SampledThread): boolean {
    if (this.#options.time === 'wall') return true;
    return this.#options.time === 'cpu' ? thread.isRunning : this.#gil?.holder === thread.listed.address;
  }

  /** `stack` is undefined when the tick does not count for the thread. */
  #credit(thread: SampledThread, stack: StackIndex | undefined, millis: number): void {
    if (this.#options.time === 'cpu') {
      thread.running ??= new RunningTime((ran, time) => this.#add(thread.index, ran, time));
      thread.running.tick(stack, millis, thread.ranMillis);
    } else if (stack !== undefined) this.#add(thread.index, stack, millis);
  }

  #look(thread: SampledThread, now: number): WalkOutcome {
    const gil = this.#knowsGil ? this.#gil : undefined;
    return gil === undefined
      ? thread.look(now)
      : thread.look(now, gil.mayHaveHeld(thread.listed.address), gil.hasSwitched);
  }

  #drop(now: number, millis: number): void {
    this.#dropped++;
    this.#droppedMillis += millis;
    this.#end = now;
  }

  #add(thread: number, stack: StackIndex, millis: number): void {
    this.#outbox.add(thread, stack, millis / 1000);
    this.#recorded++;
  }

  #start(now: number): void {
    this.#begin = now;
    this.#end = now;
    // Nothing is sent at once: a child that soon runs another program is none of its own.
    this.#sent = now;
    // Python's own start-up is part of neither time.
    this.#cpuBefore = this.#cpu.read();
    this.#sysDue = now;
    this.#startTime = (performance.timeOrigin + now) / 1000;
  }

  /** What was held before belongs to the search for the module, or to an exit that turned out to be none. */
  #enterProgram(now: number): void {
    this.#inProgram = true;
    if (this.#recorded > 0 || this.#heldMillis >= EDGE_MILLIS) this.#release();
    else this.#start(now);
    this.#held.length = 0;
    this.#heldMillis = 0;
  }

  #leaveProgram(): void {
    if (!this.#inProgram || this.#phase === undefined) return;
    this.#inProgram = false;
    const last = readSysFacts(this.#target.interpreter);
    if (last !== undefined && this.#hasKnownPaths(last)) this.#sys = last;
  }

  /** An interpreter that ends frees `sys.path` piece by piece: of one from which paths are gone it takes a second look. */
  #readSys(now: number): void {
    const read = readSysFacts(this.#target.interpreter);
    const isDoubtful = read !== undefined && !this.#isSysDoubtful && !this.#hasKnownPaths(read);
    if (!isDoubtful) this.#sys = read ?? this.#sys;
    this.#isSysDoubtful = isDoubtful;
    const isUnknown = this.#sys === undefined || isDoubtful;
    this.#sysDue = now + (isUnknown ? UNKNOWN_SYS_MILLIS : this.#pause(SYS_MILLIS));
  }

  #hasKnownPaths({ path }: SysFacts): boolean {
    const paths = new Set(path);
    return this.#sys?.path.every((known) => paths.has(known)) ?? true;
  }

  #pause({ share, least, most }: Cadence): number {
    return Math.min(most, Math.max(least, this.spanMillis * share));
  }

  #release(): void {
    for (const { stack, millis } of this.#held) this.#add(0, stack, millis);
    this.#held.length = 0;
  }

  /** What is to be done now and then, spread over the ticks. */
  #keepUp(now: number): TickResult {
    if (now >= this.#cpuDue) {
      this.#cpuDue = now + this.#pause(CPU_MILLIS);
      this.#cpu.read();
      if (this.#cpu.isOver) return 'over';
    }
    if (this.#begin === undefined) return 'taken';
    if (now - this.#sent >= (this.#options.live ? LIVE_FLUSH_MILLIS : FLUSH_MILLIS)) {
      const seconds = (now - this.#sent) / 1000;
      this.#sent = now;
      const threads = this.#options.live ? [this.#main, ...(this.#threads?.live ?? [])] : [];
      const facts = threads.map((thread) => thread.factsAmong(threads.length));
      this.#outbox.flush(seconds, facts);
      this.#sendFacts();
    }
    const mayHaveEnded = this.#phase !== undefined && !this.#inProgram && this.#sys !== undefined;
    if (now >= this.#sysDue && !mayHaveEnded) this.#readSys(now);
    return 'taken';
  }
}
