import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** By then it is known that a process ended, if the machine is not very busy; then the system is asked what it was sent. */
const PATIENCE_MILLIS = 100;
/** In `/proc/PID/status` (proc(5)): it has ended, or is to get what it was sent when it has a processor. */
const ENDING = /^State:\s*[ZX]|^S(?:ig|hd)Pnd:\s*0*[1-9a-f]/m;

/**
 * A process of callwise's group that does nothing, and is ended by what is sent to the whole group: by a key of the terminal,
 * `timeout` or a service manager. The system does not say otherwise whether others were sent a signal too.
 */
export class SignalWitness {
  #process: ChildProcess | undefined;

  constructor() {
    this.#begin();
  }

  /** Whether the group was sent a signal that callwise has just received. */
  async saw(signal: NodeJS.Signals): Promise<boolean> {
    const witness = this.#process;
    if (witness === undefined) return false;
    const patience = sleep(PATIENCE_MILLIS, undefined, { ref: false });
    if (witness.signalCode === null) await Promise.race([once(witness, 'exit'), patience]);
    const isEnding = witness.signalCode === null && isSentToEnd(witness);
    if (witness.signalCode === null && !isEnding) return false;
    if (this.#process === witness) this.#begin();
    return isEnding || witness.signalCode === signal;
  }

  end(): void {
    this.#process?.kill('SIGKILL');
    this.#process = undefined;
  }

  #begin(): void {
    // It ends with callwise, whatever ends that: then nobody holds its input open.
    const witness = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    this.#process = witness;
    witness.on('error', () => {
      this.#process = undefined;
    });
  }
}

function isSentToEnd({ pid }: ChildProcess): boolean {
  try {
    return ENDING.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}
