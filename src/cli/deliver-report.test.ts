import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SessionBuilder } from '../session/session-builder.ts';
import { deliverReport } from './deliver-report.ts';

test('a fault of a renderer is not said to be one of the file', { timeout: 60_000 }, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-test-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const session = new SessionBuilder().finish({
    startTime: 1,
    duration: 1,
    minInterval: 0.001,
    maxInterval: 0.001,
    sampleCount: 0,
    startCallStack: [],
    targetDescription: 'x',
    cpuTime: 1,
    sysPath: [],
    sysPrefixes: [],
  });
  // Node's own faults have codes as well.
  for (const fault of [new RangeError('Invalid array length'), codeOnly()]) {
    const report = {
      kind: 'text',
      outputPath: join(folder, 'report.txt'),
      opensBrowser: false,
      together: false,
      hidesLibraries: false,
      *pieces(): Generator<string> {
        yield 'begun';
        throw fault;
      },
    } as const;
    await assert.rejects(deliverReport(session, report), (error) => error === fault);
  }
  assert.deepEqual(readdirSync(folder), []);
});

function codeOnly(): Error {
  return Object.assign(new TypeError('not an argument'), { code: 'ERR_INVALID_ARG_TYPE' });
}
