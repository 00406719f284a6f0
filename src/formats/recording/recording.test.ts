import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ProcessFacts, RecordingPart } from '../../session/recording-parts.ts';
import { SessionFormatError } from '../pyisession/index.ts';
import { sessionToJson } from '../pyisession/session-json.ts';
import { readProfileFile } from '../registry.ts';
import { readRecordingSync } from './read-recording.ts';
import { RecordingLog } from './recording-log.ts';

const request = { intervalSeconds: 0.001, targetDescription: 'Program: é.py', threads: 'busy' } as const;

function factsAt(duration: number): ProcessFacts {
  return {
    process: 0,
    pid: 12,
    commandLine: 'python é.py',
    counts: { recorded: 1, cut: 0, dropped: 0, droppedSeconds: 0, retries: 0 },
    startTime: 1_700_000_000.5,
    duration,
    cpuTime: 0.5,
    sys: { path: ['/app'], prefixes: ['/usr'] },
    startCallStack: ['main\x00/app/é.py\x001'],
    threads: [{ thread: 0, name: undefined, nativeId: 12, onlyWaited: false, looks: 3, runs: 2 }],
  };
}

function batchOf(frames: string[], stacks: number[], samples: [number, number][]): RecordingPart {
  const columns = {
    thread: 0,
    stacks: Int32Array.from(samples, ([stack]) => stack),
    seconds: Float64Array.from(samples, ([, seconds]) => seconds),
  };
  return {
    batch: {
      process: 0,
      seconds: 0.25,
      frames,
      stacks: Int32Array.from(stacks),
      samples: [columns],
      threads: [],
    },
  };
}

const MAIN = 'main\x00/app/é.py\x001\x01l3';
const PARTS: readonly RecordingPart[] = [
  batchOf([MAIN], [-1, 0], [[0, 0.25]]),
  { facts: factsAt(0.25) },
  batchOf(
    ['f\x00/app/f.py\x002\x01l2'],
    [0, 1],
    [
      [1, 0.5],
      [0, 0.125],
    ],
  ),
  { facts: factsAt(0.875) },
];

function writtenLog(context: TestContext): RecordingLog {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-test-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const log = new RecordingLog(join(folder, 'a.recording'), request);
  assert.ok(!existsSync(log.path));
  for (const part of PARTS) log.append(part);
  return log;
}

test('what was written so far is a session', async (context) => {
  const log = writtenLog(context);
  assert.ok(log.isWritten);
  const session = readRecordingSync(log.path);
  assert.deepEqual(sessionToJson(session).frame_records, [
    [[MAIN], 0.25],
    [[MAIN, 'f\x00/app/f.py\x002\x01l2'], 0.5],
    [[MAIN], 0.125],
  ]);
  assert.deepEqual(
    [session.targetDescription, session.duration, session.sampleCount],
    ['Program: é.py', 0.875, 3],
  );
  assert.deepEqual([session.sysPath, session.maxInterval, session.sampling], [['/app'], 0.001, undefined]);
  assert.deepEqual(sessionToJson(await readProfileFile(log.path)), sessionToJson(session));
  log.remove();
  assert.ok(!existsSync(log.path));
});

test('wherever it was cut, the whole lines are read', (context) => {
  const { path } = writtenLog(context);
  const bytes = readFileSync(path);
  for (let length = bytes.length - 1; length > 0; length -= 3) {
    const lines = bytes.subarray(0, length).toString().split('\n').length - 1;
    writeFileSync(path, bytes.subarray(0, length));
    if (lines === 0) {
      assert.throws(() => readRecordingSync(path), SessionFormatError);
      continue;
    }
    const expected = lines < 3 ? 0 : lines < 4 ? 1 : 3;
    assert.equal(readRecordingSync(path).samples.length, expected, `${length} bytes, ${lines} lines`);
  }
});

test('lines that are no parts are refused at their place', (context) => {
  const { path } = writtenLog(context);
  const text = readFileSync(path, 'utf8');
  const [first, second] = text.split('\n') as [string, string];
  const wrong = [
    '{}',
    '[]',
    'x',
    second.replace('[-1,0]', '[-1,7]'),
    second.replace('[-1,0]', '[0,0]'),
    second.replace('[-1,0]', '[-1,0,-1,0]'),
    second.replace('"frames":[', '"frames":["a","a",'),
    second.replace('"stacks":[0]', '"stacks":[5]'),
    second.replace('"process":0', '"process":-1'),
    second.replace('[0.25]', '[0.25,1]'),
  ];
  for (const line of wrong) {
    writeFileSync(path, `${first}\n${line}\n`);
    assert.throws(
      () => readRecordingSync(path),
      { name: 'SessionFormatError', offset: Buffer.byteLength(first) + 1 },
      line,
    );
  }
});

test('a log that cannot be written is no failure', () => {
  const log = new RecordingLog('/nowhere/at/all.recording', request);
  for (const part of PARTS) log.append(part);
  assert.ok(!log.isWritten);
  log.remove();
});
