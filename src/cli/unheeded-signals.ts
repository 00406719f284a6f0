import { ProcessMarks } from '../register/process-marks.ts';
import { hint } from './hint.ts';
import { send } from './signals.ts';

/** Milliseconds that a program has to come to its event loop after a signal. */
const PATIENCE = 5000;

/**
 * A signal ends a program of Node.js at once that does not listen to it. While it is recorded it is ended from its event loop, to
 * which one in synchronous code may never come: then it is killed, without its recording.
 */
export class UnheededSignals {
  readonly #folder: string;
  readonly #timers: NodeJS.Timeout[] = [];
  /** For which the program was killed. */
  killed: NodeJS.Signals | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  sent(pid: number, signal: NodeJS.Signals): void {
    this.#timers.push(setTimeout(() => this.#killUnlessHeeded(pid, signal), PATIENCE));
  }

  /** The program has ended. */
  release(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #killUnlessHeeded(pid: number, signal: NodeJS.Signals): void {
    if (this.killed !== undefined || new ProcessMarks(this.#folder).heeds(pid, signal)) return;
    this.killed = signal;
    const seconds = `${PATIENCE / 1000} seconds`;
    hint(`The program did not come to its event loop in ${seconds} after ${signal}, so it was killed.`);
    send(pid, 'SIGKILL');
  }
}
