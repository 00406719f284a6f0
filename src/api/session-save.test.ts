import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { Session } from './session.ts';

const session = new Session({
  startTime: 1,
  duration: 1,
  minInterval: 0.001,
  maxInterval: 0.001,
  sampleCount: 1,
  startCallStack: [],
  targetDescription: 'x',
  cpuTime: 1,
  sysPath: [],
  sysPrefixes: [],
  frameRecords: [[['f\0/app/m.py\x001'], 1]],
});

function folderOf(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-test-'));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

for (const method of ['save', 'saveSync'] as const) {
  const options = { skip: process.platform === 'win32' && 'needs mkfifo', timeout: 60_000 };

  test(`${method} writes to a pipe and does not replace it`, options, async (context) => {
    const pipe = join(folderOf(context), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe]);
    context.after(() => reader.kill());
    const received = json(reader.stdout);
    await session[method](pipe);
    assert.ok(statSync(pipe).isFIFO());
    assert.deepEqual(await received, session.toJSON());
  });
}
