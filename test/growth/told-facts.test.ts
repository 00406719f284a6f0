import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { openPython } from '../../src/capture/python/open-python.ts';
import { Recording } from '../../src/capture/python/recording.ts';
import { readRecordingSync } from '../../src/formats/recording/read-recording.ts';
import { RecordingLog } from '../../src/formats/recording/recording-log.ts';
import type { ProcessNews } from '../../src/session/recording-parts.ts';
import { temporaryFolder, untilPrinted } from '../support/run-callwise.ts';

const PROGRAM = `
import sys
print('on', flush=True)
sys.stdin.readline()
sys.path.append('/added')
print('added', flush=True)
sys.stdin.readline()
sys.path.remove('/added')
print('removed', flush=True)
sys.stdin.readline()
`;

test('what stays the same of a process is told and logged once', {
  timeout: 60_000,
  skip: process.platform !== 'linux' && 'recording needs Linux',
}, async (context) => {
  const program = spawn('python3', ['-c', PROGRAM]);
  context.after(() => program.kill('SIGKILL'));
  await untilPrinted(program, 'on');
  const request = { intervalSeconds: 0.001, targetDescription: 'Program: a.py', threads: 'busy' } as const;
  const log = new RecordingLog(join(temporaryFolder(context), 'a.recording'), request);
  const told: ProcessNews[] = [];
  const recording = new Recording(
    await openPython(program.pid as number),
    {
      process: 0,
      started: false,
      forked: false,
      time: 'wall',
      mainThreadOnly: true,
      watchActivity: false,
      live: true,
    },
    (message) => {
      if (message.kind === 'facts') {
        told.push(message.facts);
        log.append({ facts: message.facts });
      } else if (message.kind === 'batch') log.append({ batch: message.batch });
    },
  );
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const tickUntil = (isDone: () => boolean): void => {
    while (!isDone()) {
      Atomics.wait(pause, 0, 0, 1);
      recording.tick(performance.now());
    }
  };
  const hasAdded = ({ sys }: ProcessNews): boolean => sys?.path.includes('/added') === true;
  tickUntil(() => told.length === 8);
  assert.deepEqual(
    [told.filter((news) => 'commandLine' in news), told.filter((news) => 'startCallStack' in news)].map(
      ({ length }) => length,
    ),
    [1, 1],
  );
  assert.equal(told.filter((news) => 'sys' in news).length, 1);
  const isAdded = untilPrinted(program, 'added');
  program.stdin.write('\n');
  await isAdded;
  tickUntil(() => told.some(hasAdded));
  assert.equal(readRecordingSync(log.path).sysPath.at(-1), '/added');
  const before = told.length;
  const isRemoved = untilPrinted(program, 'removed');
  program.stdin.write('\n');
  await isRemoved;
  tickUntil(() => told.slice(before).some((news) => news.sys !== undefined && !hasAdded(news)));
  recording.finish();
  const session = readRecordingSync(log.path);
  assert.ok(session.sysPath.length > 0 && !session.sysPath.includes('/added'));
  assert.match(session.startCallStack[0] ?? '', /^<module>/);
});
