import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { readProfileFile, readProfileFileSync } from './registry.ts';

/** A profile of many functions, whose names no compression makes short. */
function makeProfile(functions: number): Uint8Array {
  const nodes = Array.from({ length: functions }, (_, index) => ({
    id: index + 1,
    callFrame: {
      functionName: randomBytes(300).toString('base64'),
      scriptId: '1',
      url: 'file:///app/main.js',
      lineNumber: index,
      columnNumber: 0,
    },
    hitCount: 1,
    children: index === 0 ? Array.from({ length: functions - 1 }, (_, child) => child + 2) : [],
  }));
  const samples = nodes.slice(1).map(({ id }) => id);
  const timeDeltas = samples.map(() => 1000);
  return Buffer.from(JSON.stringify({ nodes, startTime: 0, endTime: 1000 * functions, samples, timeDeltas }));
}

test('a compressed profile is known however long its compression takes to say what is in it', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-registry-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'profile');
  for (const functions of [3, 50, 2000]) {
    const profile = makeProfile(functions);
    for (const bytes of [profile, gzipSync(profile), zstdCompressSync(profile)]) {
      writeFileSync(path, bytes);
      assert.equal((await readProfileFile(path)).sampleCount, functions - 1);
      assert.equal(readProfileFileSync(path).sampleCount, functions - 1);
    }
  }
});
