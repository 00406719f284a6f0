// An HTTP service with 50 awaits a request, kept busy by clients in a process of their own; prints what a request took after
// the first tenth of them, in microseconds, and the CPU time of the service for it. `service.ts REQUESTS`
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setImmediate as immediate } from 'node:timers/promises';

const CLIENTS = 16;
const AWAITS = 50;
const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

async function lookUp(step: number): Promise<number> {
  if (step % 25 === 0) await immediate();
  return step * 2;
}

async function handle(): Promise<string> {
  let sum = 0;
  for (let step = 0; step < AWAITS - 2; step++) sum += await lookUp(step);
  return JSON.stringify({ sum });
}

function serve(requests: number): void {
  const warmUp = Math.floor(requests / 10);
  let answered = 0;
  let begin = 0;
  let before = process.cpuUsage();
  const server = createServer(async (_, response) => {
    response.end(await handle());
    answered++;
    if (answered === warmUp) {
      begin = performance.now();
      before = process.cpuUsage();
    }
    if (answered !== requests) return;
    const micros = (performance.now() - begin) * 1000;
    const { user, system } = process.cpuUsage(before);
    const measured = requests - warmUp;
    console.log(JSON.stringify({ micros: micros / measured, cpuMicros: (user + system) / measured }));
    server.close();
    server.closeAllConnections();
    if (clients.connected) clients.disconnect();
  }).listen(0, '127.0.0.1');
  const clients = fork(import.meta.filename, ['clients'], { execArgv: [] });
  server.once('listening', () => clients.send((server.address() as AddressInfo).port));
}

/** Bare sockets, which cost less than what they ask for: it is the service that is never idle. */
function request(port: number): void {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('data', () => socket.write(REQUEST)).once('error', () => undefined);
  socket.write(REQUEST);
}

if (process.argv[2] === 'clients') {
  process.once('message', (port: number) => {
    for (let client = 0; client < CLIENTS; client++) request(port);
  });
} else serve(Number(process.argv[2] ?? 30_000));
