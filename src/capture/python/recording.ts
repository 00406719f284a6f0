import type { StackIndex } from '../../model/stacks.ts';
import type { SamplingStatistics } from '../../session/session-data.ts';
import { CpuClock } from './process-status.ts';
import { ProgramPhase } from './program-phase.ts';
import type { SampleTarget } from './python-search.ts';
import { SampleOutbox } from './sample-outbox.ts';
import { Sampler } from './sampler.ts';
import type { SamplerMessage } from './sampler-messages.ts';
import { readSysFacts, type SysFacts } from './sys-facts.ts';

/** Time around the program's own code is left out when it is shorter than this, or than this share of the whole. */
const EDGE_MILLIS = 20;
const EDGE_SHARE = 0.01;

const FLUSH_MILLIS = 250;
const CPU_MILLIS = 20;
/** `sys` is read before the program begins, soon after (programs extend `sys.path` first of all), and now and then. */
const FIRST_SYS_MILLIS = 100;
const SYS_MILLIS = 1000;

/** What one tick did; `over`: the process ended or its program gave way to another. */
export type TickResult = 'taken' | 'over';

interface Held {
  readonly stack: StackIndex;
  readonly millis: number;
}

/** The samples of one process from its first to its last, with the facts a session needs. Times here are milliseconds. */
export class Recording {
  readonly #target: SampleTarget;
  readonly #sampler: Sampler;
  readonly #outbox: SampleOutbox;
  readonly #phase: ProgramPhase | undefined;
  readonly #cpu: CpuClock;
  readonly #send: (message: SamplerMessage) => void;
  #recorded = 0;
  #cut = 0;
  #dropped = 0;
  #droppedMillis = 0;
  #begin: number | undefined;
  #startTime = 0;
  #end = 0;
  #last: number;
  #sent = 0;
  #cpuRead = 0;
  #cpuBefore: number;
  #sys: SysFacts | undefined;
  #sysRead = 0;
  #held: Held[] = [];
  #heldMillis = 0;
  #inProgram = false;
  #startCallStack: string[] = [];

  constructor(target: SampleTarget, started: boolean, send: (message: SamplerMessage) => void) {
    this.#target = target;
    this.#sampler = new Sampler(target.interpreter, target.thread);
    this.#outbox = new SampleOutbox(this.#sampler.recorder, send);
    this.#phase = started ? new ProgramPhase() : undefined;
    this.#cpu = new CpuClock(target.interpreter.pid);
    this.#cpuBefore = started ? 0 : this.#cpu.read();
    this.#send = send;
    this.#last = performance.now();
    if (!started) this.#start(this.#last);
  }

  get hasBegun(): boolean {
    return this.#begin !== undefined;
  }

  tick(now: number): TickResult {
    const millis = now - this.#last;
    const outcome = this.#sampler.take(now);
    switch (outcome) {
      case 'gone':
        return 'over';
      case 'idle':
        this.#leaveProgram();
        break;
      case 'none':
        if (this.#inProgram || this.#phase === undefined) {
          this.#dropped++;
          this.#droppedMillis += millis;
          this.#end = now;
        }
        break;
      case 'cut':
      case 'whole':
        this.#take(now, millis, outcome === 'cut');
    }
    this.#last = now;
    this.#keepUp(now);
    return 'taken';
  }

  /** Ends the recording and sends the rest. `missed` is the number of ticks that came too late to be taken. */
  finish(missed: number): void {
    this.#releaseExit();
    this.#outbox.flush();
    const cpuTime = Math.max(0, this.#cpu.read() - this.#cpuBefore);
    const statistics: SamplingStatistics = {
      recorded: this.#recorded,
      cut: this.#cut,
      dropped: this.#dropped,
      droppedSeconds: this.#droppedMillis / 1000,
      missed,
    };
    this.#send({
      kind: 'finished',
      statistics,
      startTime: this.#startTime,
      duration: Math.max(0, this.#end - (this.#begin ?? this.#end)) / 1000,
      cpuTime,
      sys: this.#sys,
      startCallStack: this.#startCallStack,
    });
    this.#cpu.close();
    this.#target.interpreter.memory.close();
  }

  #take(now: number, millis: number, cut: boolean): void {
    const { chain, depth } = this.#sampler;
    const phase = this.#phase?.of(chain, depth) ?? 'program';
    if (phase === 'start-up') {
      if (this.#sys === undefined) this.#readSys(now);
      return;
    }
    const skip = this.#phase?.skip ?? 0;
    if (this.#begin === undefined) this.#start(now - millis);
    if (this.#startCallStack.length === 0) {
      for (let i = 0; i <= Math.min(skip, depth - 1); i++)
        this.#startCallStack.push(chain.codeAt(i).identifier);
    }
    if (cut) this.#cut++;
    const stack = this.#sampler.stack(now, skip);
    if (phase !== 'program') {
      this.#held.push({ stack, millis });
      this.#heldMillis += millis;
      if (phase === 'exit') this.#inProgram = false;
      return;
    }
    if (!this.#inProgram) this.#enterProgram(now - millis);
    this.#add(stack, millis);
    this.#end = now;
  }

  #add(stack: StackIndex, millis: number): void {
    this.#outbox.add(stack, millis / 1000);
    this.#recorded++;
  }

  #start(now: number): void {
    this.#begin = now;
    this.#end = now;
    this.#sysRead = now - SYS_MILLIS + FIRST_SYS_MILLIS;
    this.#startTime = (performance.timeOrigin + now) / 1000;
  }

  /** What was held before belongs to the search for the module, or to an exit that turned out to be none. */
  #enterProgram(now: number): void {
    this.#inProgram = true;
    if (this.#recorded > 0 || this.#heldMillis >= EDGE_MILLIS) this.#release();
    else this.#start(now);
    this.#held = [];
    this.#heldMillis = 0;
  }

  #leaveProgram(): void {
    if (this.#inProgram && this.#phase !== undefined) {
      this.#inProgram = false;
      this.#readSys(this.#last);
    }
  }

  #readSys(now: number): void {
    this.#sysRead = now;
    this.#sys = readSysFacts(this.#target.interpreter) ?? this.#sys;
  }

  #releaseExit(): void {
    const span = this.#begin === undefined ? 0 : this.#end - this.#begin;
    if (this.#heldMillis >= Math.max(EDGE_MILLIS, span * EDGE_SHARE)) {
      this.#end += this.#heldMillis;
      this.#release();
    }
  }

  #release(): void {
    for (const { stack, millis } of this.#held) this.#add(stack, millis);
  }

  /** What is to be done now and then, spread over the ticks. */
  #keepUp(now: number): void {
    if (now - this.#cpuRead >= CPU_MILLIS) {
      this.#cpuRead = now;
      this.#cpu.read();
    }
    if (this.#begin === undefined) return;
    if (now - this.#sent >= FLUSH_MILLIS) {
      this.#sent = now;
      this.#outbox.flush();
    }
    if (now - this.#sysRead >= SYS_MILLIS) this.#readSys(now);
  }
}
