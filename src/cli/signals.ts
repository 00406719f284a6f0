import { readFileSync } from 'node:fs';

/** What a shell says of a program that was ended by SIGINT: 128 and the signal's number. */
const INTERRUPTED = 130;

const PASSED_ON: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP'];

export interface SignalGuard {
  /** The program runs from here on; what came before is passed on to it. */
  watch(pid: number): void;
  /** Signals have their usual effect again. */
  release(): void;
}

/**
 * While a program runs, callwise outlives the signals that end it, so that the report still comes: an interrupt or an
 * end that callwise alone was sent goes on to the program. A second interrupt kills the program and callwise at once.
 */
export function guardProgram(): SignalGuard {
  const early: NodeJS.Signals[] = [];
  let pid: number | undefined;
  let interrupts = 0;
  const passOn = (signal: NodeJS.Signals): void => {
    if (pid === undefined) early.push(signal);
    else send(pid, signal);
  };
  const interrupt = (): void => {
    if (++interrupts > 1) {
      if (pid !== undefined) send(pid, 'SIGKILL');
      process.exit(INTERRUPTED);
    }
    if (!isForegroundOfTerminal()) passOn('SIGINT');
  };
  const release = listen([
    ...PASSED_ON.map((signal) => [signal, () => passOn(signal)] as const),
    ['SIGINT', interrupt],
  ]);
  return {
    watch(started) {
      pid = started;
      for (const signal of early.splice(0)) send(started, signal);
    },
    release,
  };
}

/** While a process is looked at, an interrupt or an end calls `stop`, and the process hears nothing of it. */
export function guardAttachment(stop: () => void): { release(): void } {
  let interrupts = 0;
  const interrupt = (): void => {
    if (++interrupts > 1) process.exit(INTERRUPTED);
    stop();
  };
  return { release: listen([...PASSED_ON.map((signal) => [signal, stop] as const), ['SIGINT', interrupt]]) };
}

function listen(handlers: readonly (readonly [NodeJS.Signals, () => void])[]): () => void {
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in the meantime, which is what the signal was for.
  }
}

/** Whether Ctrl-C goes to our whole process group, the program in it, rather than to callwise alone. */
function isForegroundOfTerminal(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    // Behind the name in parentheses: state, parent, group, session, terminal, the terminal's foreground group.
    const [, , group, , terminal, foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return terminal !== '0' && group === foreground;
  } catch {
    return false;
  }
}
