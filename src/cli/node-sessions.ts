import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSessionFile } from '../formats/pyisession/index.ts';
import { NO_STACK } from '../model/stacks.ts';
import { appendSamples } from '../session/append-samples.ts';
import { combine } from '../session/combine.ts';
import { SessionBuilder } from '../session/session-builder.ts';
import { NO_START, type SessionData } from '../session/session-data.ts';
import { processRoot, threadRoot } from '../session/track-roots.ts';

interface ThreadSession {
  readonly session: SessionData;
  readonly pid: number;
  /** Node's own number: 0 for the main thread. */
  readonly thread: number;
}

/**
 * What the threads and processes of a program left in the folder, as one session with the facts of the main thread of
 * `pid`. Several stand each below a frame of its own. Undefined when the main thread left nothing.
 */
export async function readNodeSessions(folder: string, pid: number): Promise<SessionData | undefined> {
  const threads = await readThreads(folder);
  threads.sort(
    (a, b) => Number(b.pid === pid) - Number(a.pid === pid) || a.pid - b.pid || a.thread - b.thread,
  );
  const [main] = threads;
  if (main === undefined || main.pid !== pid || main.thread !== 0) return undefined;
  return threads.length === 1 ? main.session : joinThreads(main, threads);
}

/** Programs that took each other's place in a process are one. */
async function readThreads(folder: string): Promise<ThreadSession[]> {
  const threads = new Map<string, ThreadSession>();
  for (const name of readdirSync(folder)) {
    const [, key, process, thread] = /^((\d+)-(\d+))(?:-\d+)?\.pyisession$/.exec(name) ?? [];
    if (key === undefined) continue;
    const session = await readSessionFile(join(folder, name));
    const known = threads.get(key)?.session;
    threads.set(key, {
      session: known === undefined ? session : combine(known, session),
      pid: Number(process),
      thread: Number(thread),
    });
  }
  return [...threads.values()];
}

function joinThreads(main: ThreadSession, threads: readonly ThreadSession[]): SessionData {
  const hasProcesses = threads.some(({ pid }) => pid !== main.pid);
  const builder = new SessionBuilder();
  for (const { session, pid, thread } of threads) {
    const name = pid === main.pid ? session.targetDescription : 'node';
    const process = hasProcesses
      ? builder.push(NO_STACK, builder.internFrame(processRoot(name, pid)))
      : NO_STACK;
    const label = thread === 0 ? 'main' : 'worker';
    const root = builder.push(process, builder.internFrame(threadRoot(label, thread)));
    appendSamples(builder, session.samples, { root });
  }
  const [first, ...others] = threads.map(({ session }) => session);
  const { sysPath, sysPrefixes, sampleCount, cpuTime } = combine(first ?? main.session, ...others);
  return builder.finish({
    ...main.session,
    sysPath,
    sysPrefixes,
    sampleCount,
    cpuTime,
    startCallStack: NO_START,
  });
}
