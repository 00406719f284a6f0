import { setTimeout as sleep } from 'node:timers/promises';
import { CallwiseError } from '../../model/callwise-error.ts';
import type { InspectorClient } from './inspector-client.ts';

/** How long it may take to close it: it does so when the code that runs gives way, which a busy program may never do. */
const CLOSING_PATIENCE = 500;
/** Of the symbol below which the process keeps what closes its inspector. */
const CLOSE = 'callwise.close';

/** Has a process close the inspector that was opened in it when nobody is connected to it any more, like one that was killed. */
export async function closeWhenAlone(client: InspectorClient): Promise<void> {
  try {
    // The name makes it callwise's own code, which is not shown.
    await client.evaluate(`(${watchConnections})('${CLOSE}', require)\n//# sourceURL=${import.meta.url}`);
  } catch (cause) {
    if (cause instanceof CallwiseError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const { host } = new URL(client.url);
    throw new CallwiseError(
      'not-node',
      `The inspector that was opened cannot be closed from outside (${reason}). ${howToClose(host)}`,
      { cause },
    );
  }
}

/** For what has to be done by hand; `target` is what `node inspect` takes. */
export function howToClose(target: string): string {
  return `exec('process._debugEnd()') in 'node inspect ${target}' closes it.`;
}

/** Node closes the connection too, unless the program has ended, whose inspector goes with the process. It crashes now and then when that is closed from here at the same time. */
export async function closeInspector(client: InspectorClient): Promise<void> {
  try {
    await client.evaluate(`void setImmediate(globalThis[Symbol.for('${CLOSE}')])`);
  } catch {
    // A program that ends runs no code any more. In any other its timer finds nobody connected.
    return;
  }
  await Promise.race([client.closed, client.ending, sleep(CLOSING_PATIENCE, undefined, { ref: false })]);
}

/** Runs in that process, so it knows nothing of this module. A callwise that is only suspended stays connected. */
function watchConnections(key: string, require: NodeJS.Require): void {
  const inspector: typeof import('node:inspector') = require('node:inspector');
  const { readFileSync }: typeof import('node:fs') = require('node:fs');
  const port = Number(new URL(inspector.url() ?? '').port)
    .toString(16)
    .toUpperCase();
  // Local address, remote address, state (01: established).
  const connection = new RegExp(` 0100007F:${port.padStart(4, '0')} [\\dA-F]+:[\\dA-F]+ 01 `, 'g');
  const checkMillis = 2000;
  let misses = 0;
  /** Undefined when there is no file descriptor to look with: thrown in a timer, that would end the program. */
  const countConnections = (): number | undefined => {
    try {
      return readFileSync('/proc/self/net/tcp', 'latin1').match(connection)?.length ?? 0;
    } catch {
      return undefined;
    }
  };
  const check = (): void => {
    const count = countConnections();
    if (count === undefined) return;
    misses = count > 0 ? 0 : misses + 1;
    // Not at once: Node may still be about to close the connection.
    if (misses > 1) close();
  };
  const timer = setInterval(check, checkMillis).unref();
  const close = (): void => {
    clearInterval(timer);
    Reflect.deleteProperty(globalThis, Symbol.for(key));
    inspector.close();
  };
  /** Else it is left to the timer. */
  const closeUnlessShared = (): void => {
    if ((countConnections() ?? 0) <= 1) close();
  };
  Object.defineProperty(globalThis, Symbol.for(key), { value: closeUnlessShared, configurable: true });
}
