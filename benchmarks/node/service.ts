// An HTTP service with 50 awaits a request, and clients in a process of their own; prints the milliseconds of
// CPU time that the service took for all requests.
import { fork } from 'node:child_process';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as immediate } from 'node:timers/promises';

const REQUESTS = 6000;
const CLIENTS = 16;
const AWAITS = 50;

async function lookUp(step: number): Promise<number> {
  if (step % 25 === 0) await immediate();
  return step * 2;
}

async function handle(): Promise<string> {
  let sum = 0;
  for (let step = 0; step < AWAITS - 2; step++) sum += await lookUp(step);
  return JSON.stringify({ sum });
}

function serve(): void {
  let answered = 0;
  let before = process.cpuUsage();
  const server = createServer(async (_, response) => {
    if (answered === 0) before = process.cpuUsage();
    response.end(await handle());
    if (++answered !== REQUESTS) return;
    const { user, system } = process.cpuUsage(before);
    console.log(JSON.stringify({ millis: (user + system) / 1000 }));
    server.close();
    server.closeAllConnections();
    if (clients.connected) clients.disconnect();
  }).listen(0, '127.0.0.1');
  const clients = fork(import.meta.filename, ['clients'], { execArgv: [] });
  server.once('listening', () => clients.send((server.address() as AddressInfo).port));
}

function request(port: number): void {
  get({ port, host: '127.0.0.1' }, (response) => {
    response.resume().once('end', () => request(port));
  }).once('error', () => undefined);
}

if (process.argv[2] === 'clients') {
  process.once('message', (port: number) => {
    for (let client = 0; client < CLIENTS; client++) request(port);
  });
} else serve();
