import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../../test/support/run-callwise.ts';
import type { SampleIndex } from '../../model/samples.ts';
import { SessionFormatError } from '../pyisession/index.ts';
import { readRecordingSync } from './read-recording.ts';
import { RecordingLog } from './recording-log.ts';

const request = { intervalSeconds: 0.001, targetDescription: 'Program: a.py', threads: 'all' } as const;
const FRAMES = ['main\x00/a.py\x001\x01l1', 'wait\x00/a.py\x002\x01l2'];
const SAMPLES = 2000;

/** A log of one thread that is in the stack that `stackAt` says. */
function writeLog(path: string, stackAt: (sample: number) => number): void {
  const log = new RecordingLog(path, request);
  const stacks = Int32Array.from({ length: SAMPLES }, (_, sample) => stackAt(sample));
  const seconds = Float64Array.from({ length: SAMPLES }, (_, sample) => 0.001 + sample / 1e9);
  const batch = { process: 0, seconds: 2, frames: FRAMES, stacks: Int32Array.of(-1, 0, 0, 1), threads: [] };
  log.append({ batch: { ...batch, samples: [{ thread: 0, stacks, seconds }] } });
  const facts = {
    process: 0,
    pid: 1,
    counts: { recorded: SAMPLES, cut: 0, dropped: 0, droppedSeconds: 0, retries: 0 },
    startTime: 1,
    duration: 2,
    cpuTime: 1,
    threads: [{ thread: 0, name: undefined, nativeId: 1, onlyWaited: false, looks: 1, runs: 1 }],
  };
  log.append({ facts });
}

test('a thread that waits takes a small part of the log that one takes which does not', {
  timeout: 60_000,
}, (context) => {
  const folder = temporaryFolder(context);
  const sizes = [200, 1].map((length) => {
    const path = join(folder, `${length}.recording`);
    const stackAt = (sample: number): number => Math.floor(sample / length) % 2;
    writeLog(path, stackAt);
    const { samples, sampleCount } = readRecordingSync(path);
    assert.equal(sampleCount, SAMPLES);
    let seconds = 0;
    for (let sample = 0; sample < SAMPLES; sample++) {
      assert.equal(samples.stackOf(sample as SampleIndex), stackAt(sample));
      seconds += samples.secondsOf(sample as SampleIndex);
    }
    assert.ok(Math.abs(seconds - (SAMPLES * 0.001 + (SAMPLES * (SAMPLES - 1)) / 2e9)) < 1e-9);
    return statSync(path).size;
  });
  const lines = readFileSync(join(folder, '1.recording'), 'utf8').split('\n');
  assert.equal(
    lines.filter((line) => line.startsWith('{"batch"')).length,
    2,
    'a line is no longer than needed',
  );
  const [waiting = 0, busy = 0] = sizes;
  assert.ok(waiting * 10 < busy, `${waiting} and ${busy} bytes`);
});

test('runs that are none are refused', { timeout: 60_000 }, (context) => {
  const path = join(temporaryFolder(context), 'a.recording');
  writeLog(path, () => 1);
  const text = readFileSync(path, 'utf8');
  const runs = /"runs":\[1,\d+,[\d.]+\]/;
  assert.match(text, runs);
  for (const wrong of [
    '1,2000',
    '9,2000,1',
    '1,0,1',
    '1,-1,1',
    '1,1.5,1',
    '1,1e15,1',
    '1,1025,1',
    '1,1000,1,0,25,1',
    '0.5,2,1',
    '1,2,"1"',
  ]) {
    writeFileSync(path, text.replace(runs, `"runs":[${wrong}]`));
    assert.throws(() => readRecordingSync(path), SessionFormatError, wrong);
  }
});
