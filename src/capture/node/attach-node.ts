import { readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallwiseError } from '../../model/callwise-error.ts';
import { NO_START, type SessionData } from '../../session/session-data.ts';
import { CpuClock, isRunning } from '../python/process-status.ts';
import { buildNodeSession } from './build-session.ts';
import { sendDebugSignal } from './debug-signal.ts';
import { InspectorClient } from './inspector-client.ts';
import { requireLoopbackInspector } from './inspector-host.ts';
import { loopbackPorts } from './loopback-ports.ts';
import { PERFORMANCE_ORIGIN } from './monotonic-clock.ts';
import { closeInspector, closeWhenAlone, howToClose } from './opened-inspector.ts';
import { startTimer } from './original-globals.ts';

/** How long a process may take to open its inspector, in milliseconds. */
const PATIENCE = 3000;
const POLL = 20;

export interface AttachNodeOptions {
  readonly intervalSeconds: number;
  readonly targetDescription: string;
  /** How long V8 samples, at most. */
  readonly durationSeconds?: number | undefined;
  /** Ends the recording. */
  readonly until: Promise<unknown>;
}

/**
 * Profiles the main thread of a running process of Node over its inspector, which is opened by SIGUSR1 on the loopback
 * address, and closed again. What the process awaits is not known from outside.
 */
export async function attachNode(pid: number, options: AttachNodeOptions): Promise<SessionData> {
  const { url, wasOpen } = await openInspector(pid);
  const client = await InspectorClient.connect(url);
  let clock: CpuClock | undefined;
  try {
    clock = openClock(pid);
    if (!wasOpen) await closeWhenAlone(client);
    await client.send('Profiler.enable');
    await client.send('Profiler.setSamplingInterval', {
      interval: Math.round(options.intervalSeconds * 1e6),
    });
    await client.send('Profiler.start');
    const startTime = Date.now() / 1000;
    const cpuBefore = clock.read();
    await Promise.race([options.until, client.ending, client.closed, timeUp(options)]);
    const cpuTime = clock.read() - cpuBefore;
    const { profile } = await client.send('Profiler.stop');
    const [first = 0] = profile.timeDeltas ?? [];
    const session = buildNodeSession({
      profile,
      span: [
        (profile.startTime + first) / 1000 - PERFORMANCE_ORIGIN,
        profile.endTime / 1000 - PERFORMANCE_ORIGIN,
      ],
      intervalSeconds: options.intervalSeconds,
      startTime,
      cpuTime,
      targetDescription: options.targetDescription,
      async: undefined,
    });
    if (!wasOpen) await closeInspector(client);
    // The stack that V8 saw first is that of its own commands, not where a recording was begun.
    return { ...session, startCallStack: NO_START };
  } finally {
    clock?.close();
    client.close();
  }
}

/** Never without a duration. The connection holds the event loop meanwhile. */
function timeUp({ durationSeconds }: AttachNodeOptions): Promise<void> {
  return new Promise((resolve) => {
    if (durationSeconds !== undefined) startTimer(resolve, durationSeconds * 1000).unref();
  });
}

/** Read from outside, because a program that has ended does not answer any more. */
function openClock(pid: number): CpuClock {
  try {
    return new CpuClock(pid);
  } catch (cause) {
    throw new CallwiseError('process-ended', `Process ${pid} ended before it was profiled.`, { cause });
  }
}

async function openInspector(pid: number): Promise<{ url: string; wasOpen: boolean }> {
  requireSameNetwork(pid);
  const before = loopbackPorts(pid);
  const silent = new Set<number>();
  for (const port of before) {
    const answer = await inspectorAt(port);
    if (answer === 'silent') silent.add(port);
    else if (answer !== undefined) return { url: answer, wasOpen: true };
  }
  requireLoopbackInspector(pid);
  sendDebugSignal(pid);
  for (const end = performance.now() + PATIENCE; performance.now() < end; await sleep(POLL)) {
    for (const port of loopbackPorts(pid)) {
      const wasOpen = before.includes(port);
      if (wasOpen && !silent.has(port)) continue;
      const answer = await inspectorAt(port);
      if (answer !== undefined && answer !== 'silent') return { url: answer, wasOpen };
    }
    if (!isRunning(pid)) {
      throw new CallwiseError('process-ended', `Process ${pid} ended before it opened its inspector.`);
    }
  }
  throw new CallwiseError(
    'not-node',
    `Process ${pid} did not open its inspector on the loopback address within ${PATIENCE / 1000} seconds. If it was only busy, it still opens it: ${howToClose(`-p ${pid}`)}`,
  );
}

/** Else the inspector would be opened, and nobody could reach it, or a port of the same number would be that of another. */
function requireSameNetwork(pid: number): void {
  const [theirs, ours] = [networkOf(pid), networkOf('self')];
  if (theirs === undefined || theirs === ours) return;
  const where = 'in a network of its own, as containers have: callwise has to run there too';
  throw new CallwiseError('not-node', `Process ${pid} is ${where}.`);
}

function networkOf(process: number | 'self'): string | undefined {
  try {
    return readlinkSync(`/proc/${process}/ns/net`);
  } catch {
    return undefined;
  }
}

/** The address of the debugger that listens at a port; undefined when something else does, `silent` when that is not known. */
async function inspectorAt(port: number): Promise<string | 'silent' | undefined> {
  const signal = AbortSignal.timeout(1000);
  try {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`, { signal });
    const [target] = (await response.json()) as { readonly webSocketDebuggerUrl?: unknown }[];
    const url = target?.webSocketDebuggerUrl;
    return typeof url === 'string' && url.startsWith('ws://127.0.0.1:') ? url : undefined;
  } catch {
    return signal.aborted ? 'silent' : undefined;
  }
}
