import { closeSync, openSync, readSync } from 'node:fs';
import { CallwiseError } from '../../model/callwise-error.ts';
import { problemOf } from './capture-problem.ts';
import type { InterpreterFinder } from './find-interpreter.ts';
import {
  childrenOf,
  commandLineOf,
  executableOf,
  mayShareMemory,
  threadCpuSeconds,
} from './process-status.ts';
import { isPythonName, lookAtProcess, type SampleTarget } from './python-search.ts';

/**
 * A child is looked at when it is this old: one made to run another program has begun it by then, while a child by `vfork`
 * still has the memory of its parent, whose samples would be taken for its own.
 */
const SETTLED_MILLIS = 4;
/** A process that runs no Python may begin one, or load it. */
const LOOK_AGAIN_MILLIS = 2;
const READ_AGAIN_MILLIS = 500;
/** Searching takes at most one part in this many of the sampling thread's time. */
const SEARCH_SHARE = 10;

export interface Subprocess {
  readonly target: SampleTarget;
  /** It was not there at the first look. */
  readonly isNew: boolean;
}

/** A process has come up this long after it was given its id, even on a busy machine. */
const APPEARING_MILLIS = 100;

/** Processes that are remembered as not sampled, and how much of a command line. */
const MOST_LEFT_OUT = 1000;
const LONGEST_COMMAND = 500;

interface Candidate {
  readonly pid: number;
  readonly isNew: boolean;
  lookAt: number;
  /** What it ran when its memory was last looked into. */
  executable: string | undefined;
  readAt: number;
}

/** Finds the Python processes that a process starts, through shells and other programs. Times are milliseconds. */
export class SubprocessWatch {
  /** Python processes that are not sampled: why, and their command lines. */
  readonly leftOut: string[] = [];
  readonly #root: number;
  readonly #finder: InterpreterFinder;
  /** Processes that are sampled, or never will be. */
  readonly #settled = new Set<number>();
  readonly #candidates = new Map<number, Candidate>();
  readonly #load = openSync('/proc/loadavg', 'r');
  readonly #text = Buffer.alloc(128);
  #newestProcess = '';
  #newSince = 0;
  #searchedAt = Number.NEGATIVE_INFINITY;
  #searchAgainAt = 0;
  #hasSearched = false;

  constructor(root: number, finder: InterpreterFinder) {
    this.#root = root;
    this.#finder = finder;
  }

  /** The process is sampled already. */
  settle(pid: number): void {
    this.#settled.add(pid);
  }

  /** The process runs another program now. */
  lookAgainAt(pid: number, now: number): void {
    this.#settled.delete(pid);
    this.#propose(pid, now);
  }

  /** `isPython`: as far as is known; the command line may tell as well. */
  leaveOut(pid: number, reason: string, isPython: boolean): void {
    const command = commandLineOf(pid);
    const hasEnded = command.length === 0;
    if (hasEnded || !(isPython || isPythonName(`/${command[0]}`))) return;
    if (this.leftOut.length === MOST_LEFT_OUT) return;
    const line = command.join(' ').replaceAll('\n', ' ').slice(0, LONGEST_COMMAND);
    this.leftOut.push(`${reason} Not recorded: ${line}`);
  }

  /** Interpreters that have come since the last look. */
  look(now: number): Subprocess[] {
    if (now >= this.#searchAgainAt && this.#mayHaveNewProcess(now)) {
      // On a busy machine most of the time would be that of others.
      const before = threadCpuSeconds();
      this.#search(now);
      this.#searchedAt = now;
      this.#searchAgainAt = performance.now() + (threadCpuSeconds() - before) * 1000 * SEARCH_SHARE;
    }
    const found: Subprocess[] = [];
    for (const candidate of this.#candidates.values()) {
      if (now < candidate.lookAt) continue;
      const target = this.#lookAt(candidate, now);
      if (target !== undefined) found.push({ target, isNew: candidate.isNew });
    }
    return found;
  }

  close(): void {
    closeSync(this.#load);
  }

  /**
   * The last word of `/proc/loadavg` is the newest process id of the system: while it is the same there is no new child.
   * The id is given before the child is among those of its parent, so it is looked for once more when it has come up.
   */
  #mayHaveNewProcess(now: number): boolean {
    const length = readSync(this.#load, this.#text, 0, this.#text.length, 0);
    const newest = this.#text.toString('latin1', this.#text.lastIndexOf(32, length) + 1, length);
    if (newest !== this.#newestProcess) this.#newSince = now;
    this.#newestProcess = newest;
    return this.#searchedAt < this.#newSince + APPEARING_MILLIS;
  }

  #search(now: number): void {
    const present = new Set([this.#root]);
    let generation = [this.#root];
    while (generation.length > 0) {
      for (const pid of generation) {
        if (!this.#settled.has(pid) && !this.#candidates.has(pid)) this.#propose(pid, now + SETTLED_MILLIS);
      }
      generation = generation.flatMap(childrenOf).filter((pid) => !present.has(pid));
      for (const pid of generation) present.add(pid);
    }
    this.#hasSearched = true;
    // A process id may come back for another process.
    for (const pid of this.#settled) if (!present.has(pid)) this.#settled.delete(pid);
  }

  #propose(pid: number, lookAt: number): void {
    const isNew = this.#hasSearched;
    this.#candidates.set(pid, { pid, isNew, lookAt, executable: undefined, readAt: 0 });
  }

  #lookAt(candidate: Candidate, now: number): SampleTarget | undefined {
    const { pid } = candidate;
    candidate.lookAt = now + LOOK_AGAIN_MILLIS;
    const executable = executableOf(pid);
    const isKnown = executable === candidate.executable && now - candidate.readAt < READ_AGAIN_MILLIS;
    if (isKnown && !isPythonName(executable)) return undefined;
    candidate.executable = executable;
    candidate.readAt = now;
    if (mayShareMemory(pid)) return undefined;
    try {
      const result = lookAtProcess(pid, this.#finder);
      if (result.kind === 'not-yet') return undefined;
      this.#candidates.delete(pid);
      // One that cannot be sampled is left alone; one that has gone may give its number to another.
      if (result.kind !== 'gone') this.#settled.add(pid);
      if (result.kind === 'found') return result.target;
      if (result.kind === 'problem') {
        const { problem, message } = problemOf(result, pid, 'attached');
        this.leaveOut(pid, message, problem === 'unsupported-python');
      }
    } catch (error) {
      // It ended just now, or runs as another user: a program of several processes is still worth its report.
      this.#candidates.delete(pid);
      this.#settled.add(pid);
      if (error instanceof CallwiseError) this.leaveOut(pid, error.message, false);
    }
    return undefined;
  }
}
