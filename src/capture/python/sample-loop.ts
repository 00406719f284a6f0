import { realpathSync } from 'node:fs';
import { CallwiseError } from '../../model/callwise-error.ts';
import { problemOf } from './capture-problem.ts';
import { InterpreterFinder } from './find-interpreter.ts';
import { isRunning, threadCpuSeconds } from './process-status.ts';
import { PunctualThread } from './punctual-thread.ts';
import {
  ATTACH_PATIENCE_MILLIS,
  isPythonName,
  lookAtProcess,
  PythonSearch,
  type SampleTarget,
  type SearchResult,
} from './python-search.ts';
import { RecordingSet } from './recording-set.ts';
import { rehearse } from './rehearsal.ts';
import { PID, type SamplerMessage, type SamplerOrder, STOP } from './sampler-messages.ts';
import { TickClock } from './tick-clock.ts';

type Send = (message: SamplerMessage) => void;

const SEARCH_MILLIS = 0.5;

/** The sampling thread: waits for its process, finds the interpreter, samples it until the end, and sends what it saw. */
export function runSampleLoop(order: SamplerOrder, send: Send): void {
  const control = new Int32Array(order.control);
  const finder = new InterpreterFinder();
  if (order.executable !== undefined) finder.readAhead(order.executable);
  const thread = new PunctualThread();
  rehearse(hasFrameObjects(order.executable) ? 'objects' : 'data-stack');
  thread.begin();
  send({ kind: 'ready' });
  Atomics.wait(control, PID, 0);
  const pid = Atomics.load(control, PID);
  try {
    const found = search(pid, order, finder);
    if (found.kind === 'found') sampleTarget(found.target, { order, finder, send, root: pid, thread });
    else if (wasPython(found, order))
      send({ kind: 'ended', clock: NOTHING_COUNTED, stillRunning: [], leftOut: [] });
    else send({ kind: 'failed', ...problemOf(found, pid, order.target) });
  } catch (error) {
    if (!(error instanceof CallwiseError)) throw error;
    const problem = error.code === 'no-such-process' ? 'no-such-process' : 'no-permission';
    send({ kind: 'failed', problem, message: error.message });
  }
}

/** By its name: before 3.11 nothing else tells the version of an executable. */
function hasFrameObjects(executable: string | undefined): boolean {
  if (executable === undefined) return false;
  try {
    return /\/python3\.(?:8|9|10)$/.test(realpathSync(executable));
  } catch {
    return false;
  }
}

const NOTHING_COUNTED = { ticks: 0, late: 0, missed: 0, seconds: 0, cpuSeconds: 0, stoppedSeconds: 0 };

/** On a busy machine a program of some milliseconds may be over before it was looked at. */
function wasPython(found: SearchResult, { target, executable }: SamplerOrder): boolean {
  return found.kind === 'gone' && target === 'started' && isPythonName(executable);
}

function search(pid: number, order: SamplerOrder, finder: InterpreterFinder): SearchResult {
  const control = new Int32Array(order.control);
  const started = order.target === 'started' ? new PythonSearch(pid, finder, 'tree') : undefined;
  const begin = performance.now();
  for (;;) {
    const now = performance.now();
    const result = started?.look(now) ?? lookAtProcess(pid, finder);
    const patient = started !== undefined || now - begin < ATTACH_PATIENCE_MILLIS;
    if (result.kind !== 'not-yet' || !patient) return result;
    if (Atomics.wait(control, STOP, 0, SEARCH_MILLIS) !== 'timed-out') return { kind: 'gone' };
  }
}

interface Loop {
  readonly order: SamplerOrder;
  readonly finder: InterpreterFinder;
  readonly send: Send;
  /** The process that was started or attached to. */
  readonly root: number;
  readonly thread: PunctualThread;
}

function sampleTarget(first: SampleTarget, { order, finder, send, root, thread }: Loop): void {
  const control = new Int32Array(order.control);
  const [cpuBefore, begunAt] = [threadCpuSeconds(), performance.now()];
  const set = new RecordingSet(root, { order, finder, send });
  let end = Number.POSITIVE_INFINITY;
  const isOver = (): boolean => performance.now() >= end || !set.isAlive;
  const clock = new TickClock(order.intervalSeconds * 1000, { control, stopIndex: STOP }, isOver);
  try {
    set.add(first, order.target === 'started');
  } catch (error) {
    if (isRunning(first.interpreter.pid)) throw error;
    // It ended between being found and being opened.
    send({ kind: 'failed', ...problemOf({ kind: 'gone' }, root, order.target) });
    return;
  }
  let begin: number | undefined;
  let result: ReturnType<RecordingSet['tick']> = 'taken';
  while (Atomics.load(control, STOP) === 0) {
    if (begin !== set.begin) {
      // What comes before is Python's own start.
      begin = set.begin;
      end = performance.now() + order.durationSeconds * 1000;
      clock.restart();
    }
    const now = clock.wait(begin !== undefined && result === 'taken');
    if (now >= end) break;
    result = set.tick(now);
    if (result === 'over') break;
    // Among many processes it would hardly get a core; none of them waits for it alone.
    if (!order.subprocesses) thread.ticked(now, performance.now());
  }
  const stillRunning = set.pids.filter(isRunning);
  set.finish();
  const { taken: ticks, late, missed } = clock;
  const seconds = (performance.now() - begunAt) / 1000;
  const cpuSeconds = Math.max(0, threadCpuSeconds() - cpuBefore);
  const { stoppedSeconds, leftOut } = set;
  const clockCounts = { ticks, late, missed, seconds, cpuSeconds, stoppedSeconds };
  send({ kind: 'ended', clock: clockCounts, stillRunning, leftOut });
}
