// `node --import callwise/register app.js`: records the program from before its first line to its end.
import { NodeRecording } from '../capture/node/recording.ts';
import { takeRequest } from './record-request.ts';

const DEFAULT_INTERVAL = 0.001;
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

const request = takeRequest();
if (request !== 'off') begin();

function begin(): void {
  const intervalSeconds =
    request === undefined || request === 'off' ? DEFAULT_INTERVAL : request.intervalSeconds;
  const recording = new NodeRecording({ intervalSeconds, asyncMode: 'enabled', extent: 'whole-program' });
  let hasEnded = false;
  const end = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    recording.end();
    const { finish } = lastSteps();
    finish(recording, request === 'off' ? undefined : request);
  };
  process.on('exit', end);
  for (const signal of SIGNALS) endOn(signal, end);
}

/** A signal that the program does not handle ends it as if this were not here, but for the report. */
function endOn(signal: NodeJS.Signals, end: () => void): void {
  const listener = (): void => {
    if (process.listenerCount(signal) > 1) return;
    end();
    process.off(signal, listener);
    process.kill(process.pid, signal);
  };
  process.on(signal, listener);
}

/** Writing is loaded when it comes to that, and at once, because nothing waits for an exit. */
function lastSteps(): typeof import('./finish.ts') {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return process.getBuiltinModule('node:module').createRequire(import.meta.url)(`./finish${extension}`);
}
