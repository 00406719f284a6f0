import type { EventEmitter } from 'node:events';
import { constants } from 'node:os';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Has `end` called before a signal ends the program that does not listen to it. A listener for that would be counted by those
 * of the program: the package signal-exit ends it only if there is no other. So there is none, but Node is made to catch the
 * signal as it does when one is added, with `process.emit` as it is then. `hear` is called once for each that the program
 * listens to. Gives what lets Node catch them no longer.
 */
export function endOnSignals(end: () => void, hear: (signal: NodeJS.Signals) => void): () => void {
  const emitter: EventEmitter = process;
  // Node's own are among them.
  const begin = emitter.listeners('newListener');
  const cease = emitter.listeners('removeListener');
  const heard = new Set<NodeJS.Signals>();
  let isOver = false;

  /** Before the program's listeners are called, because some remove themselves then. */
  function receive(signal: NodeJS.Signals, ...details: unknown[]): unknown {
    if (process.listenerCount(signal) > 0) return Reflect.apply(process.emit, process, [signal, ...details]);
    return kill(process.pid, signal);
  }

  function listen(signal: NodeJS.Signals): void {
    const { emit } = process;
    Object.assign(process, { emit: receive });
    for (const listener of begin) Reflect.apply(listener, process, [signal]);
    Object.assign(process, { emit });
  }

  function stop(): void {
    isOver = true;
    // They look themselves whether the program still listens.
    for (const signal of SIGNALS) for (const listener of cease) Reflect.apply(listener, process, [signal]);
  }

  const original = process.kill;
  /** A program that is ended by its own signal does not go on to its event loop, where it would be received. */
  function kill(pid: number, signal: string | number = 'SIGTERM'): true {
    const name = SIGNALS.find((known) => known === signal || constants.signals[known] === signal);
    if (pid === process.pid && name !== undefined && process.listenerCount(name) === 0) {
      end();
      stop();
    }
    return Reflect.apply(original, process, [pid, signal]);
  }

  Object.assign(process, { kill });
  for (const signal of SIGNALS) listen(signal);
  process.on('newListener', (event) => {
    const signal = SIGNALS.find((known) => known === event);
    if (signal === undefined || heard.has(signal)) return;
    heard.add(signal);
    hear(signal);
  });
  process.on('removeListener', (event) => {
    const signal = SIGNALS.find((known) => known === event);
    if (!isOver && signal !== undefined && process.listenerCount(signal) === 0) listen(signal);
  });
  return stop;
}

/**
 * Has `end` called before the program gives way to another one in the same process. V8's sampler has to be at its end then: a
 * SIGPROF that is still to come would kill the other program, which does not listen to it. What `end` gives is called when the program
 * goes on, because its arguments were wrong.
 */
export function endOnExec(end: () => (() => void) | undefined): void {
  const original = process.execve;
  // There since Node 22.15, but for Windows.
  if (original === undefined) return;
  const { execve } = {
    execve(path: string, ...others: [args?: readonly string[], env?: NodeJS.ProcessEnv]): never {
      const goOn = end();
      try {
        return Reflect.apply(original, process, [path, ...others]) as never;
      } finally {
        goOn?.();
      }
    },
  };
  Object.assign(process, { execve });
}
