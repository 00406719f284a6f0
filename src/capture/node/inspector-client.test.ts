import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { InspectorClient } from './inspector-client.ts';

/** RFC 6455: what a server adds to the key that the client sends, and the first bytes of frames. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 0x81;
const CLOSE = 0x88;

test('the connection to one that refuses what is asked first is closed', {
  timeout: 60_000,
}, async (context) => {
  const refusal = Buffer.from(JSON.stringify({ id: 1, error: { message: 'not known here' } }));
  const server = createServer();
  const { promise: last, resolve } = Promise.withResolvers<number | undefined>();
  server.on('upgrade', (request, socket) => {
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}${GUID}`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.once('data', () => {
      socket.once('data', ([first]: Buffer) => {
        resolve(first);
        socket.end(Buffer.of(CLOSE, 0));
      });
      socket.write(Buffer.concat([Buffer.of(TEXT, refusal.length), refusal]));
    });
  });
  server.listen(0, '127.0.0.1');
  context.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await assert.rejects(InspectorClient.connect(`ws://127.0.0.1:${port}`), /not known here/);
  assert.equal(await last, CLOSE);
});
