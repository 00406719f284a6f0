import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import type { FrameRecord } from './frame-records.ts';
import { Session, type SessionInit } from './session.ts';

const facts = {
  startTime: 1_700_000_000,
  duration: 1.5,
  minInterval: 0.001,
  maxInterval: 0.001,
  sampleCount: 2,
  startCallStack: ['<module>\x00/app/main.py\x001'],
  targetDescription: 'Program: main.py',
  cpuTime: 0.5,
  sysPath: ['/app'],
  sysPrefixes: ['/usr'],
};

const main = '<module>\x00/app/main.py\x001\x01l3';
const work = 'work\x00/app/lib/work.py\x0010\x01cWorker\x01l12';
const frameRecords: FrameRecord[] = [
  [[main, work], 0.25],
  [[main], 0.5],
];

function sessionOf(init: Partial<SessionInit> = {}): Session {
  return new Session({ ...facts, frameRecords, ...init } as SessionInit);
}

test('the eleven fields are what was given', () => {
  const { frameRecords: records, ...rest } = sessionOf();
  assert.deepEqual([...records], frameRecords);
  for (const [name, value] of Object.entries(facts)) assert.equal(rest[name as keyof typeof rest], value);
});

test('frame records come back as they went in, iterated or by index', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom(main, work, '[self]', 'f\x00a\x001\x01l007'));
  const records = fc.array(fc.tuple(fc.array(text), fc.double()));
  fc.assert(
    fc.property(records, (given) => {
      const view = sessionOf({ frameRecords: given }).frameRecords;
      assert.deepEqual([...view], given);
      assert.equal(view.length, given.length);
      assert.deepEqual(
        given.map((_, index) => view[index]),
        given,
      );
      assert.deepEqual(view.at(-1), given.at(-1));
      assert.equal(view[given.length], undefined);
      assert.equal(view.at(0.5), undefined);
    }),
  );
});

test('frame records beside what a session has stand for its own', () => {
  const session = sessionOf();
  const fewer = new Session({ ...session, frameRecords: [...session.frameRecords].slice(1) });
  assert.deepEqual([...fewer.frameRecords], frameRecords.slice(1));
  assert.equal(new Session(session).samples, session.samples);
});

test('each frame record counts as a sample where no count is given', () => {
  const { sampleCount: _, ...uncounted } = facts;
  assert.equal(new Session({ ...uncounted, frameRecords }).sampleCount, 2);
});

test('what is no frame record, or no fact, is refused', () => {
  const refused: readonly (readonly [given: object, expected: RegExp])[] = [
    [{ frameRecords: [[main, 0.25]] }, /a list of strings and a number for a frame record/],
    [{ frameRecords: [[[main], '0.25']] }, /a list of strings and a number for a frame record/],
    [{ frameRecords: [[[main, 3], 0.25]] }, /a list of strings and a number for a frame record/],
    [{ frameRecords: [undefined] }, /a list of strings and a number for a frame record/],
    [{ sampleCount: Number.NaN }, /a count for 'sampleCount'/],
    [{ sampleCount: -1 }, /a count for 'sampleCount'/],
    [{ sampleCount: '2' }, /a number for 'sampleCount'/],
    [{ startTime: undefined }, /a number for 'startTime'/],
    [{ sysPath: '/app' }, /a list of strings for 'sysPath'/],
  ];
  for (const [given, message] of refused)
    assert.throws(() => sessionOf(given), { name: 'SessionFormatError', code: 'file-format', message });
});

test('toJSON has the keys of the file, and JSON.stringify uses it', () => {
  const json = sessionOf().toJSON();
  assert.deepEqual(Object.keys(json).slice(0, 11), [
    'start_time',
    'duration',
    'min_interval',
    'max_interval',
    'sample_count',
    'start_call_stack',
    'target_description',
    'cpu_time',
    'sys_path',
    'sys_prefixes',
    'frame_records',
  ]);
  assert.deepEqual(JSON.parse(JSON.stringify(sessionOf())), JSON.parse(JSON.stringify(json)));
  assert.ok(!('frame_records' in sessionOf().toJSON({ includeFrameRecords: false })));
  assert.deepEqual(Session.fromJSON(json).toJSON(), json);
});

test('a session that was saved loads as it was', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-test-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a.pyisession');
  await sessionOf().save(path);
  assert.deepEqual((await Session.load(path)).toJSON(), sessionOf().toJSON());
  const url = pathToFileURL(join(folder, 'b.pyisession'));
  sessionOf().saveSync(url);
  assert.deepEqual(Session.loadSync(url).toJSON(), sessionOf().toJSON());
});

test('a file that is not there is what Node says of it', async () => {
  await assert.rejects(Session.load('/nowhere/a.pyisession'), { code: 'ENOENT' });
  assert.throws(() => Session.loadSync('/nowhere/a.pyisession'), { code: 'ENOENT' });
});

test('combined sessions are in the order of their starts', () => {
  const earlier = sessionOf({
    startTime: 1,
    frameRecords: [[[main], 9]],
    sampleCount: 1,
    targetDescription: 'a',
  });
  const combined = Session.combine(sessionOf(), earlier);
  assert.ok(combined instanceof Session);
  assert.deepEqual([...combined.frameRecords], [[[main], 9], ...frameRecords]);
  assert.deepEqual([combined.targetDescription, combined.sampleCount, combined.duration], ['a', 3, 3]);
});

test('the call tree begins where the recording was started', () => {
  const root = sessionOf().rootFrame();
  assert.deepEqual([root?.function, root?.time, root?.children[0]?.className], ['<module>', 0.75, 'Worker']);
  assert.equal(root?.children[0]?.codePositionShort, 'lib/work.py:10');
  assert.equal(sessionOf({ frameRecords: [] }).rootFrame(), undefined);
});

test('paths are shown relative to the search path', () => {
  const session = sessionOf();
  assert.equal(session.shortenPath('/app/lib/work.py'), 'lib/work.py');
  assert.equal(session.shortenPath('<built-in>'), '<built-in>');
});

test('resampling at an interval that the samples divide keeps the time', () => {
  const resampled = sessionOf().resample(0.75);
  assert.ok(resampled instanceof Session);
  assert.deepEqual([...resampled.frameRecords], [[[main], 0.75]]);
  assert.equal(resampled.sampleCount, 1);
});

test('resampling at an interval that the samples do not divide changes the time', () => {
  const session = sessionOf({ frameRecords: Array.from({ length: 3 }, () => [[main], 1]) });
  const secondsAt = (interval: number): number[] =>
    Array.from(session.resample(interval).frameRecords, ([, seconds]) => seconds);
  assert.deepEqual(secondsAt(1.5), [2, 1.5]);
  assert.deepEqual(secondsAt(10), []);
});

test("Node's modules and installed packages count as libraries", () => {
  const prefixes = Session.currentSysPrefixes();
  assert.ok(prefixes.includes('node:'));
  const commander = import.meta.resolve('commander').replace('file://', '');
  assert.ok(prefixes.some((prefix) => commander.startsWith(prefix)));
  assert.ok(!prefixes.some((prefix) => import.meta.filename.startsWith(prefix)));
});
