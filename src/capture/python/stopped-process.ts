import { readdirSync, readFileSync } from 'node:fs';

/** How often a process is asked whether it stands still, before it is read all the same. */
const MOST_LOOKS = 1000;

/** Stops a process for as long as it is read. Who uses this has a `ResumeGuard` for the case of its own death. */
export class StoppedProcess {
  seconds = 0;
  #pid = 0;
  #since = 0;

  /** Returns when all its threads stand still. A process that is gone, or was stopped by another, is none to stop. */
  stop(pid: number): void {
    if (isStopped(pid)) return;
    try {
      this.#since = performance.now();
      process.kill(pid, 'SIGSTOP');
      this.#pid = pid;
      for (let looks = 0; looks < MOST_LOOKS && !isStopped(pid); looks++);
    } catch {
      this.#pid = 0;
    }
  }

  resume(): void {
    if (this.#pid === 0) return;
    try {
      process.kill(this.#pid, 'SIGCONT');
    } catch {
      // It was killed while it stood still.
    }
    this.#pid = 0;
    this.seconds += (performance.now() - this.#since) / 1000;
  }
}

/** True as well for a process that has ended. */
function isStopped(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) => {
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1');
      return 'TtZX'.includes(stat[stat.lastIndexOf(')') + 2] ?? 'Z');
    });
  } catch {
    return true;
  }
}
