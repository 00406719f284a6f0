import { attachPython } from '../../src/capture/python/index.ts';
import type { SessionData } from '../../src/session/session-data.ts';

/** What the main thread of a running process does, looked at each millisecond for some seconds. */
export async function recordRunning(pid: number, seconds: number): Promise<SessionData> {
  const capture = await attachPython(pid, {
    intervalSeconds: 0.001,
    durationSeconds: seconds,
    targetDescription: '',
    threads: 'main',
    time: 'wall',
    subprocesses: false,
    blocking: false,
  });
  const { session } = await capture.finished;
  return session;
}
