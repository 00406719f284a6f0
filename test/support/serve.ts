import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { Session } from '../../src/api/index.ts';

/** Serves on a port of the loopback address until the test ends, and gives the address. */
export async function serve(context: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Of the stacks that have all these functions. */
export function secondsOf(session: Session, ...names: string[]): number {
  let sum = 0;
  for (const [stack, seconds] of session.frameRecords) {
    const functions = stack.map((text) => text.split(/[\x00\x01]/, 1)[0]);
    if (names.every((name) => functions.includes(name))) sum += seconds;
  }
  return sum;
}
