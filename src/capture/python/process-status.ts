import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';

/** The process id inside the innermost pid namespace, as the process itself knows it. */
export function innerPidOf(pid: number): number {
  return Number(namespaceIdsOf(pid).at(-1) ?? pid);
}

/** The ids of a process or thread in the pid namespaces that it is in, ours first (`NSpid`, proc(5)); empty for one that is gone. */
function namespaceIdsOf(pid: number): string[] {
  try {
    return /^NSpid:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]?.split(/\s+/) ?? [];
  } catch {
    return [];
  }
}

/** The threads of a process by the ids that it knows them by itself, with ours; empty for one that is gone. */
export function threadIdsOf(pid: number): ReadonlyMap<number, number> {
  // The process may have the same id in both.
  const isInside = namespaceIdsOf(pid).length > 1;
  try {
    const ids = readdirSync(`/proc/${pid}/task`).map(Number);
    return new Map(ids.map((id) => [isInside ? innerPidOf(id) : id, id]));
  } catch {
    return new Map();
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

/** Among the fields behind the name of `stat` (proc(5), 28). */
const STACK_START = 25;
const PARENT = 1;
/** What an address is for those who may not look at the process. */
const HIDDEN = '0';

/**
 * Where the stack of a process begins: each program that it runs has its own place. Undefined when it is gone, or may not
 * be looked at. A child by `fork` or `vfork` has that of its parent.
 */
export function stackStartOf(pid: number): string | undefined {
  const address = statFieldsOf(pid)[STACK_START];
  return address === HIDDEN ? undefined : address;
}

/**
 * Whether a process may be a child by `vfork`, in the memory of its parent until it runs another program: a thread of the
 * parent then waits uninterruptibly.
 */
export function mayShareMemory(pid: number): boolean {
  const fields = statFieldsOf(pid);
  const parent = Number(fields[PARENT]);
  if (!(parent > 0) || statFieldsOf(parent)[STACK_START] !== fields[STACK_START]) return false;
  try {
    return readdirSync(`/proc/${parent}/task`).some((thread) => statFieldsOf(Number(thread))[0] === 'D');
  } catch {
    return false;
  }
}

function statFieldsOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
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

/** The path of what a process runs; undefined when it is gone or may not be looked at. */
export function executableOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}

export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s*[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}

/**
 * What is still listed of a process whose main thread has ended: its other threads, or the status that its parent has not
 * asked for.
 */
export function remainsOf(pid: number): 'threads' | 'status' | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    if (!/^State:\s*Z/m.test(status)) return undefined;
    return /^Threads:\s*1$/m.test(status) ? 'status' : 'threads';
  } catch {
    return undefined;
  }
}

/** CPU time of the calling thread in seconds; 0 where the kernel does not count. */
export function threadCpuSeconds(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]) / 1e9;
  } catch {
    return 0;
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
  readonly #stackStart: string | undefined;
  /** The process has ended, or put another program in the place of the one that it ran. */
  isOver = false;

  /** `stackStart` tells which program it is that runs now. */
  constructor(pid: number, stackStart?: string) {
    this.#stackStart = stackStart;
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
    const [state, stackStart] = [fields[0], fields[STACK_START]];
    if (state === undefined || state === 'Z' || state === 'X') this.isOver = true;
    if (this.#isOther(stackStart)) this.isOver = true;
    let seconds = (user + system) / TICKS_PER_SECOND;
    if (this.#alone && this.#schedule !== undefined) {
      const exact = Number(this.#fields(this.#schedule)[0]) / 1e9;
      if (exact > 0) seconds = exact;
    }
    if (seconds > this.#last) this.#last = seconds;
    return this.#last;
  }

  /** A process that gave up its rights hides where its stack begins from all who have none over others. */
  #isOther(stackStart: string | undefined): boolean {
    return (
      this.#stackStart !== undefined &&
      stackStart !== undefined &&
      stackStart !== HIDDEN &&
      stackStart !== this.#stackStart
    );
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
