import type { EventEmitter } from 'node:events';

const SIGNALS: readonly string[] = ['SIGINT', 'SIGTERM'];

/**
 * Has `end` called before a signal ends the program that does not listen to it. A listener for that would be counted by those
 * of the program: the package signal-exit ends it only if there is no other. So there is none, but Node is made to catch the
 * signal as it does when one is added, with `process.emit` as it is then. Gives what lets Node catch it no longer.
 */
export function endOnSignals(end: () => void): () => void {
  const emitter: EventEmitter = process;
  // Node's own are among them.
  const begin = emitter.listeners('newListener');
  const cease = emitter.listeners('removeListener');
  let isOver = false;

  /** Before the program's listeners are called, because some remove themselves then. */
  function receive(signal: NodeJS.Signals, ...details: unknown[]): unknown {
    if (process.listenerCount(signal) > 0) return Reflect.apply(process.emit, process, [signal, ...details]);
    end();
    stop();
    return process.kill(process.pid, signal);
  }

  function listen(signal: string): void {
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

  for (const signal of SIGNALS) listen(signal);
  process.on('removeListener', (event) => {
    if (!isOver && SIGNALS.includes(event) && process.listenerCount(event) === 0) listen(event);
  });
  return stop;
}
