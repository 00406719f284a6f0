// `node --require callwise/register app.js`: records the program from before its first line to its end.
import { isMainThread, threadId } from 'node:worker_threads';
import { NodeRecording } from '../capture/node/recording.ts';
import { endOnExec, endOnSignals } from './early-ends.ts';
import type { ProcessMarks } from './process-marks.ts';
import { type RecordRequest, sharedMemory, takeRequest } from './record-request.ts';

const DEFAULT_INTERVAL = 0.001;

const request = takeRequest();
if (request !== 'off' && isWaitedFor(request)) begin(request);

/** By `callwise`, which waits for all processes that it is to report on. */
function isWaitedFor(request: RecordRequest | undefined): boolean {
  if (request?.subprocesses !== true || !isMainThread) return true;
  return marksIn(request.folder).sayBegun();
}

function begin(request: RecordRequest | undefined): void {
  const intervalSeconds = request?.intervalSeconds ?? DEFAULT_INTERVAL;
  const recording = new NodeRecording({ intervalSeconds, asyncMode: 'enabled', extent: 'whole-program' });
  let finishWorkers = (): void => undefined;
  let hasEnded = false;
  const end = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    if (isMainThread && request !== undefined) marksIn(request.folder).sayEnds();
    try {
      recording.end();
      loadNow('finish').finish(recording, request);
    } catch (error) {
      sayLost(error);
    }
  };
  const endAll = (): void => {
    end();
    finishWorkers();
  };
  const shared = sharedMemory();
  if (isMainThread) {
    const stopListening = endOnSignals(endAll, (signal) => {
      if (request !== undefined) marksIn(request.folder).sayListens(signal);
    });
    process.on('exit', () => {
      end();
      stopListening();
    });
    endOnExec(() => {
      endAll();
      stopListening();
      return request === undefined ? undefined : marksIn(request.folder).sayGivesWay();
    });
  } else {
    const { answerAsked } = loadNow('worker-answer');
    process.on('exit', answerAsked(shared, end, endAll));
  }
  if (request?.subprocesses === false) return;
  process.once('worker', (first) => {
    finishWorkers = loadNow('worker-ends').watchWorkers(first, shared);
  });
}

function sayLost(error: unknown): void {
  const whose = isMainThread ? `process ${process.pid}` : `worker ${threadId}`;
  try {
    loadNow('say').sayLost(whose, error);
  } catch {
    // Where no file can be opened any more, the program still ends as it would.
  }
}

/** For the callwise that started this. */
function marksIn(folder: string): ProcessMarks {
  const { ProcessMarks } = loadNow('process-marks');
  return new ProcessMarks(folder);
}

interface Modules {
  readonly finish: typeof import('./finish.ts');
  readonly 'process-marks': typeof import('./process-marks.ts');
  readonly say: typeof import('./say.ts');
  readonly 'worker-answer': typeof import('./worker-answer.ts');
  readonly 'worker-ends': typeof import('./worker-ends.ts');
}

/** What is not needed at the start is loaded when it is, and at once, because nothing waits for an exit. */
function loadNow<Name extends keyof Modules>(name: Name): Modules[Name] {
  const extension = import.meta.filename.endsWith('.ts') ? '.ts' : '.js';
  return process.getBuiltinModule('node:module').createRequire(import.meta.filename)(`./${name}${extension}`);
}
