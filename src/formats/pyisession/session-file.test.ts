import assert from 'node:assert/strict';
import {
  chmodSync,
  createWriteStream,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createZstdCompress, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { SessionBuilder } from '../../session/session-builder.ts';
import type { SessionData } from '../../session/session-data.ts';
import { readSessionFile, readSessionFileSync } from './read-session-file.ts';
import { SessionFormatError } from './session-format-error.ts';
import { sessionToJson } from './session-json.ts';
import { writeSessionFile, writeSessionFileSync } from './write-session-file.ts';

const session = sessionOf(2000);
const json = sessionToJson(session);

function sessionOf(samples: number): SessionData {
  const builder = new SessionBuilder();
  for (let n = 0; n < samples; n++) {
    const depth = 1 + ((n * 7) % 20);
    const frames = Array.from(
      { length: depth },
      (_, at) => `f${at}\x00/app/m.py\x00${at}\x01l${at + (n % 3)}`,
    );
    builder.addRecord(frames, 0.001 + n / 1e7);
  }
  return builder.finish({
    startTime: 1_700_000_000.25,
    duration: 2,
    minInterval: 0.001,
    maxInterval: 0.001,
    sampleCount: samples,
    startCallStack: ['f0\x00/app/m.py\x000'],
    targetDescription: 'Program: m.py é',
    cpuTime: 1,
    sysPath: ['/app'],
    sysPrefixes: ['/usr'],
  });
}

function folderOf(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-test-'));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

for (const [name, inflate] of [
  ['plain.pyisession', (bytes: Uint8Array) => bytes],
  ['packed.pyisession.gz', gunzipSync],
  ['packed.pyisession.zst', zstdDecompressSync],
] as const) {
  test(`${name}: what was written is read, now or later`, async (context) => {
    const path = join(folderOf(context), name);
    await writeSessionFile(session, path);
    const bytes = readFileSync(path);
    assert.deepEqual(JSON.parse(Buffer.from(inflate(bytes)).toString()), json);
    assert.deepEqual(sessionToJson(await readSessionFile(path)), json);
    assert.deepEqual(sessionToJson(readSessionFileSync(pathToFileURL(path))), json);
    writeSessionFileSync(session, path);
    assert.deepEqual(Buffer.from(inflate(readFileSync(path))), Buffer.from(inflate(bytes)));
    assert.deepEqual(readdirSync(join(path, '..')), [name]);
  });
}

test('a file of many pieces, with records of all lengths across their borders', async (context) => {
  const path = join(folderOf(context), 'long.pyisession');
  const builder = new SessionBuilder();
  for (let n = 0; n < 300; n++) {
    // Up to 400 KB a record: more and less than is kept in front of the next piece.
    const depth = n % 5 === 0 ? 10_000 - n * 30 : 3 + (n % 40);
    builder.addRecord(
      Array.from({ length: depth }, (_, at) => `f${at % 100}\x00/app/m.py\x00${at}\x01l${at + (n % 7)}`),
      0.001 + n / 1e7,
    );
  }
  const long = builder.finish({ ...session, sampleCount: 300 });
  await writeSessionFile(long, path);
  assert.ok(statSync(path).size > 8 << 20);
  const expected = sessionToJson(long);
  assert.deepEqual(sessionToJson(await readSessionFile(path)), expected);
  assert.deepEqual(sessionToJson(readSessionFileSync(path)), expected);
});

test('compressed files are known by their bytes', async (context) => {
  const path = join(folderOf(context), 'a.json');
  const text = Buffer.from(JSON.stringify(json));
  for (const pack of [gzipSync, zstdCompressSync]) {
    writeFileSync(path, pack(text));
    assert.deepEqual(sessionToJson(await readSessionFile(path)), json);
    assert.deepEqual(sessionToJson(readSessionFileSync(path)), json);
  }
});

test('damaged compressed files are refused', async (context) => {
  const path = join(folderOf(context), 'a.gz');
  for (const pack of [gzipSync, zstdCompressSync]) {
    const packed = pack(JSON.stringify(json));
    for (const bytes of [packed.subarray(0, 300), packed.fill(0x55, 200, 260), packed.subarray(0, 5)]) {
      writeFileSync(path, bytes);
      await assert.rejects(readSessionFile(path), SessionFormatError);
      assert.throws(() => readSessionFileSync(path), SessionFormatError);
    }
  }
});

test('an error names file, place and what was expected', async (context) => {
  const path = join(folderOf(context), 'bad.pyisession');
  writeFileSync(path, '{"start_time": "now"}');
  const message = `'${path}' is not a session: a number for 'start_time' is expected at byte 15.`;
  await assert.rejects(readSessionFile(path), {
    name: 'SessionFormatError',
    code: 'file-format',
    message,
    offset: 15,
  });
  assert.throws(() => readSessionFileSync(path), { message });
});

test('a failure leaves the old file and nothing else', async (context) => {
  const folder = folderOf(context);
  const path = join(folder, 'a.pyisession');
  writeFileSync(path, 'old');
  const broken = { ...session, sysPath: undefined } as unknown as SessionData;
  await assert.rejects(writeSessionFile(broken, path));
  assert.throws(() => writeSessionFileSync(broken, path));
  assert.equal(readFileSync(path, 'utf8'), 'old');
  assert.deepEqual(readdirSync(folder), ['a.pyisession']);
  await assert.rejects(writeSessionFile(session, join(folder, 'none', 'a')), { code: 'ENOENT' });
});

test('the file that a link leads to is replaced, and keeps its mode', {
  skip: process.platform === 'win32',
}, async (context) => {
  const folder = folderOf(context);
  const [path, link] = [join(folder, 'a.pyisession'), join(folder, 'link')];
  writeFileSync(path, 'old');
  chmodSync(path, 0o640);
  symlinkSync(path, link);
  await writeSessionFile(session, link);
  assert.deepEqual(sessionToJson(readSessionFileSync(path)), json);
  assert.equal(statSync(path).mode & 0o777, 0o640);
});

test('how far a load is can be seen', async (context) => {
  const path = join(folderOf(context), 'a.pyisession');
  const large = sessionOf(12_000);
  await writeSessionFile(large, path);
  const seen: [number, number][] = [];
  await readSessionFile(path, { onProgress: (done, total) => seen.push([done, total]) });
  const size = statSync(path).size;
  assert.ok(seen.length > 2);
  assert.deepEqual(seen.at(-1), [size, size]);
  assert.ok(seen.every(([done], index) => index === 0 || done > (seen[index - 1] as [number, number])[0]));
});

test('three gigabytes of samples, which no text could hold, in a compressed file', async (context) => {
  const path = join(folderOf(context), 'huge.pyisession.zst');
  const empty = JSON.stringify({ ...json, frame_records: [] });
  const [head, tail] = empty.split('[]').map((part, index) => (index === 0 ? `${part}[` : part)) as [
    string,
    string,
  ];
  const records = Buffer.from(`${JSON.stringify(json.frame_records).slice(1, -1)},`);
  const piece = Buffer.concat(new Array<Buffer>(Math.ceil((8 << 20) / records.length)).fill(records));
  const pieces = Math.ceil(3e9 / piece.length);
  const last = `${JSON.stringify(json.frame_records).slice(1)}${tail}`;
  const text = [head, ...new Array<Buffer>(pieces).fill(piece), last];
  await pipeline(Readable.from(text), createZstdCompress(), createWriteStream(path));
  const { samples } = await readSessionFile(path);
  assert.equal(samples.length, ((pieces * piece.length) / records.length + 1) * 2000);
  assert.equal(samples.frames.size, session.samples.frames.size);
  assert.equal(samples.stacks.size, session.samples.stacks.size);
});
