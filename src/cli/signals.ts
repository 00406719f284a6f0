import { SignalWitness } from './signal-witness.ts';

/** What a shell says of a program that was ended by SIGINT: 128 and the signal's number. */
const INTERRUPTED = 130;

const ENDING: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP'];
/** Of SIGUSR1 Node would make a debugger for callwise. */
const TOLD: readonly NodeJS.Signals[] = ['SIGUSR1', 'SIGUSR2'];
/** Who ends a process group may end callwise by itself too (timeout, npx): those are one signal. */
const REPEATED_MILLIS = 300;

export interface SignalGuard {
  /** The program runs from here on; what came before is passed on to it. */
  watch(pid: number): void;
  /** Signals have their usual effect again. */
  release(): void;
}

/**
 * While a program runs, callwise outlives the signals that end it, so that the report still comes: an interrupt or an
 * end that callwise alone was sent goes on to the program. A second interrupt kills the program and callwise at once.
 * `hasReached` is told of what came to the program to end it.
 */
export function guardProgram(
  hasReached: (pid: number, signal: NodeJS.Signals) => void = () => undefined,
): SignalGuard {
  const early: NodeJS.Signals[] = [];
  let pid: number | undefined;
  let interrupts = 0;
  let isOver = false;
  const witness = new SignalWitness();
  const sendOn = (to: number, signal: NodeJS.Signals, isThere = false): void => {
    if (!isThere) send(to, signal);
    if (signal === 'SIGINT' || ENDING.includes(signal)) hasReached(to, signal);
  };
  const passOn = async (signal: NodeJS.Signals): Promise<void> => {
    const program = pid;
    if (program === undefined) return void early.push(signal);
    const isThere = await witness.saw(signal);
    if (!isOver) sendOn(program, signal, isThere);
  };
  const interrupt = (): void => {
    if (++interrupts > 1) {
      if (pid !== undefined) send(pid, 'SIGKILL');
      process.exit(INTERRUPTED);
    }
    void passOn('SIGINT');
  };
  const release = listen([
    ...TOLD.map((signal) => [signal, () => passOn(signal)] as const),
    ...[...ENDING, 'SIGQUIT' as const].map((signal) => [signal, once(() => passOn(signal))] as const),
    ['SIGINT', once(interrupt)],
  ]);
  return {
    watch(started) {
      pid = started;
      for (const signal of early.splice(0)) sendOn(started, signal);
    },
    release() {
      isOver = true;
      release();
      witness.end();
    },
  };
}

/** While a process is looked at, an interrupt or an end calls `stop`, and the process hears nothing of it. */
export function guardAttachment(stop: () => void): { release(): void } {
  let interrupts = 0;
  const interrupt = (): void => {
    if (++interrupts > 1) process.exit(INTERRUPTED);
    stop();
  };
  return { release: listen([...ENDING.map((signal) => [signal, stop] as const), ['SIGINT', interrupt]]) };
}

/** Not again for what comes within a moment. */
function once(handle: () => void): () => void {
  let handledAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - handledAt < REPEATED_MILLIS) return;
    handledAt = performance.now();
    handle();
  };
}

function listen(handlers: readonly (readonly [NodeJS.Signals, () => void])[]): () => void {
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in the meantime, which is what the signal was for.
  }
}
