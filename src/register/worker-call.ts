import { BroadcastChannel, MessagePort } from 'node:worker_threads';

/** By which the threads of the process find each other, with the number of the worker. */
const NAME = 'callwise.finish';

/** Asks a worker to finish its recording. */
export function callWorker(thread: number): void {
  tellThreads(`${NAME}.${thread}`, undefined);
}

/**
 * Listens to that in the worker itself. It comes by the event loop, between two pieces of the program's code. The inspector
 * would also interrupt what does not give way, but V8 does not allow JavaScript within an interrupt: programs crashed.
 */
export function onCalled(thread: number, listener: () => void): void {
  listenToThreads(`${NAME}.${thread}`, listener);
}

export function tellThreads(name: string, message: unknown): void {
  const channel = new BroadcastChannel(name);
  channel.postMessage(message);
  channel.close();
}

/** Gives that from which a message can also be taken at once. */
export function listenToThreads(name: string, listener: (message: unknown) => void): MessagePort | undefined {
  const channel = new BroadcastChannel(name);
  const port = portBelow(channel);
  if (port === undefined) channel.onmessage = ({ data }: { data: unknown }) => listener(data);
  else port.removeAllListeners('message').on('message', listener);
  // It holds the thread again since there is a listener.
  channel.unref();
  return port;
}

/** For an event of the channel itself, Node first loads all of its `fetch`: 25 to 90 ms, as time of the worker. */
function portBelow(channel: BroadcastChannel): MessagePort | undefined {
  for (const symbol of Object.getOwnPropertySymbols(channel)) {
    const value: unknown = Reflect.get(channel, symbol);
    if (value instanceof MessagePort) return value;
  }
  return undefined;
}
