import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

/** The process id inside the innermost pid namespace, as the process itself knows it (`NSpid`, proc(5)). */
export function innerPidOf(pid: number): number {
  try {
    const ids = /^NSpid:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]?.split(/\s+/);
    return Number(ids?.at(-1) ?? pid);
  } catch {
    return pid;
  }
}

/** Child processes of all threads of a process. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')
        .trim()
        .split(' ')
        .filter(Boolean)
        .map(Number),
    );
  } catch {
    return [];
  }
}

/** Arguments of a process; empty for one that is gone or a kernel thread. */
export function commandLineOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}

export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s*[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}

const TICKS_PER_SECOND = 100;

/**
 * CPU time of a process in seconds, user and system. `/proc/PID/stat` counts all threads in hundredths of a second; with
 * one thread `schedstat` is exact to the nanosecond.
 */
export class CpuClock {
  readonly #stat: number;
  readonly #schedule: number | undefined;
  readonly #text = Buffer.alloc(1024);
  #alone = true;
  #last = 0;

  constructor(pid: number) {
    this.#stat = openSync(`/proc/${pid}/stat`, 'r');
    this.#schedule = openIfThere(`/proc/${pid}/schedstat`);
  }

  /** Never less than before; the last value once the process is gone. */
  read(): number {
    const fields = this.#fields(this.#stat);
    // The fields behind the command, which may hold blanks and brackets: state is the third of proc(5).
    const user = Number(fields[11]);
    const system = Number(fields[12]);
    if (Number(fields[17]) > 1) this.#alone = false;
    let seconds = (user + system) / TICKS_PER_SECOND;
    if (this.#alone && this.#schedule !== undefined) {
      const exact = Number(this.#fields(this.#schedule)[0]) / 1e9;
      if (exact > 0) seconds = exact;
    }
    if (seconds > this.#last) this.#last = seconds;
    return this.#last;
  }

  close(): void {
    closeSync(this.#stat);
    if (this.#schedule !== undefined) closeSync(this.#schedule);
  }

  #fields(file: number): string[] {
    try {
      const length = readSync(file, this.#text, 0, this.#text.length, 0);
      const text = this.#text.toString('latin1', 0, length);
      return text
        .slice(text.lastIndexOf(')') + 1)
        .trim()
        .split(' ');
    } catch {
      return [];
    }
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
