import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SampleIndex } from '../../model/samples.ts';
import { SessionBuilder } from '../../session/session-builder.ts';
import type { SessionData } from '../../session/session-data.ts';
import { SessionFormatError } from '../pyisession/session-format-error.ts';
import { cpuprofilePieces } from './cpuprofile-pieces.ts';
import { detectCpuprofile } from './detect-cpuprofile.ts';
import { parseCpuprofile } from './parse-cpuprofile.ts';
import { sessionFromProfile } from './session-from-profile.ts';

function frame(functionName: string, url: string, line: number, column = 0): Record<string, unknown> {
  return { functionName, scriptId: url === '' ? '0' : '7', url, lineNumber: line, columnNumber: column };
}

/** As Node.js writes it; 3 samples at 1,000, 2,000 and 3,500 us after the start, the end at 4,000 us. */
const SMALL = {
  nodes: [
    { id: 1, callFrame: frame('(root)', '', -1, -1), hitCount: 0, children: [2, 5] },
    { id: 2, callFrame: frame('', 'file:///app/main.js', 0), hitCount: 0, children: [3, 4] },
    { id: 3, callFrame: frame('run', 'file:///app/lib/a%20b.js', 9, 4), hitCount: 2 },
    { id: 4, callFrame: frame('', 'file:///app/main.js', 11, 30), hitCount: 0 },
    { id: 5, callFrame: frame('(idle)', '', -1, -1), hitCount: 1 },
  ],
  startTime: 5_000_000,
  endTime: 5_004_000,
  samples: [3, 5, 3],
  timeDeltas: [1000, 1000, 1500],
};

function read(profile: unknown, { endTime = 0 } = {}): SessionData {
  const bytes = new TextEncoder().encode(typeof profile === 'string' ? profile : JSON.stringify(profile));
  const source = { source: "'x'", targetDescription: 'CPU profile: x', endTime };
  return sessionFromProfile(parseCpuprofile(bytes, source.source), source);
}

function recordsOf({ samples }: SessionData): [string[], number][] {
  return Array.from({ length: samples.length }, (_, index) => {
    const sample = index as SampleIndex;
    const frames = samples.stacks.framesOf(samples.stackOf(sample));
    return [frames.map((seen) => samples.frames.textOf(seen)), samples.secondsOf(sample)];
  });
}

function textOf(session: SessionData): string {
  return [...cpuprofilePieces(session)].join('');
}

test("a sample's time lasts until the next one, the last one's until the end", () => {
  const session = read(SMALL, { endTime: 100 });
  const run = ['<module>\x00/app/main.js\x001', 'run\x00/app/lib/a b.js\x0010\x005'];
  assert.deepEqual(recordsOf(session), [
    [run, 0.001],
    [['(idle)'], 0.0015],
    [run, 0.0005],
  ]);
  assert.deepEqual(
    [session.duration, session.sampleCount, session.cpuTime, session.startTime, session.maxInterval],
    [0.004, 3, 0.0025, 99.996, 0.0015],
  );
  assert.deepEqual([session.sysPath, session.sysPrefixes], [['/app'], ['node:']]);
});

test('samples in the wrong order are put into the order of their times', () => {
  const session = read({ ...SMALL, samples: [3, 5, 1], timeDeltas: [2000, -1000, 2000] });
  assert.deepEqual(
    recordsOf(session).map(([frames, seconds]) => [frames.at(-1)?.split('\0')[0], seconds]),
    [
      ['(idle)', 0.001],
      ['run', 0.001],
      [undefined, 0.001],
    ],
  );
});

test('what other programs leave out, add and order differently is read all the same', () => {
  const { nodes, ...others } = SMALL;
  const ofEditor = {
    $vscode: { rootPath: '/app', locations: [] },
    ...others,
    nodes: nodes.map((node) => ({ ...node, locationId: 1, positionTicks: [{ line: 1, ticks: 1 }] })),
  };
  const ofBrowser = {
    ...others,
    nodes: nodes.map(({ callFrame: { url, scriptId, ...place }, ...node }) => {
      const script = url === '' ? {} : { url, scriptId: Number(scriptId) };
      return { ...node, callFrame: { ...place, ...script } };
    }),
  };
  for (const profile of [ofEditor, ofBrowser])
    assert.deepEqual(recordsOf(read(profile)), recordsOf(read(SMALL)));
  const spaced = `\uFEFF${JSON.stringify(SMALL, null, 2)}\n`;
  assert.deepEqual(recordsOf(read(spaced)), recordsOf(read(SMALL)));
});

test('a profile is known by its first bytes', () => {
  const detect = (text: string): boolean => detectCpuprofile(new TextEncoder().encode(text));
  for (const text of ['{"nodes":[', '\uFEFF {\n "startTime" : 1', '{"$vscode":{}', '{"samples":[]']) {
    assert.ok(detect(text), text);
  }
  for (const text of ['', '[', '{"start_time": 1', '{"frame_records": [', '{"$schema": "x"']) {
    assert.ok(!detect(text), text);
  }
});

test('a profile cut short anywhere is refused with the place', () => {
  const text = JSON.stringify(SMALL);
  for (let length = 0; length < text.length; length++) {
    assert.throws(
      () => read(text.slice(0, length)),
      (error) => error instanceof SessionFormatError && error.offset !== undefined && error.offset <= length,
      String(length),
    );
  }
});

test('a profile with a wrong byte is refused or read, and nothing else', () => {
  const bytes = new TextEncoder().encode(JSON.stringify(SMALL));
  const source = { source: "'x'", targetDescription: '', endTime: 0 };
  for (let at = 0; at < bytes.length; at++) {
    for (const byte of [0, 0x22, 0x2c, 0x39, 0x5b, 0x7d, (bytes[at] as number) ^ 0x80]) {
      const damaged = bytes.slice();
      damaged[at] = byte;
      try {
        sessionFromProfile(parseCpuprofile(damaged, "'x'"), source);
      } catch (error) {
        assert.ok(error instanceof SessionFormatError, `${at} ${byte} ${String(error)}`);
      }
    }
  }
});

const WRONG: readonly (readonly [what: string, profile: unknown, expected: RegExp])[] = [
  ['no object', [], /an object is expected at byte 0/],
  ['no samples', { ...SMALL, samples: undefined }, /the key "samples" is expected/],
  ['a node that is not there', { ...SMALL, samples: [3, 9, 3] }, /a node of the number 9 for a sample/],
  ['too few deltas', { ...SMALL, timeDeltas: [1] }, /a time delta for each of 3 samples is expected at byte/],
  [
    'a node of two parents',
    { ...SMALL, nodes: [...SMALL.nodes, { ...SMALL.nodes[1], id: 9 }] },
    /one parent/,
  ],
  ['a ring', { ...SMALL, nodes: [{ ...SMALL.nodes[1], children: [2] }] }, /a tree of nodes/],
  [
    'a child that is not there',
    { ...SMALL, nodes: [SMALL.nodes[0]] },
    /a node of the number \d, a child of 1/,
  ],
  ['text among samples', { ...SMALL, samples: [1, 'x', 2] }, /a number is expected at byte/],
  ['no call frame', { ...SMALL, nodes: [{ id: 1 }] }, /a list of nodes, each with an id and a callFrame/],
];

for (const [what, profile, expected] of WRONG) {
  test(`refused: ${what}`, () => {
    assert.throws(
      () => read(profile),
      (error) => {
        assert.ok(error instanceof SessionFormatError);
        assert.match(error.message, /^'x' is not a CPU profile: /);
        assert.match(error.message, expected);
        return true;
      },
    );
  });
}

test('a profile that was read is written with the same nodes, samples and times', () => {
  const written = JSON.parse(textOf(read(SMALL)));
  const expected = SMALL.nodes.filter(({ id }) => id !== 4).map(({ callFrame }) => ({ ...callFrame }));
  Object.assign(expected[1] ?? {}, { functionName: '<module>' });
  assert.deepEqual(
    written.nodes.map(({ callFrame }: (typeof SMALL.nodes)[number]) => ({
      ...callFrame,
      scriptId: undefined,
    })),
    expected.map((callFrame) => ({ ...callFrame, scriptId: undefined })),
  );
  assert.deepEqual(
    written.nodes.map(({ hitCount }: { hitCount: number }) => hitCount),
    [0, 0, 2, 1],
  );
  assert.deepEqual(written.samples, [3, 4, 3]);
  assert.deepEqual(written.timeDeltas, [0, 1000, 1500]);
});

const frameText = fc.constantFrom(
  'main\x00/app/main.py\x001\x01l3',
  'main\x00/app/main.py\x001\x01l7',
  'run\x00/app/a b.py\x0010\x01cWorker\x01l11',
  'run\x00/app/a b.py\x0010\x01cOther',
  '(anonymous)\x00/app/x.js\x001\x0034',
  'sleep\x00<built-in>\x000',
  'f\x00<string>\x002',
  'g\x00rel/x.py\x002',
  'ü\x00C:\\app\\ü.py\x002',
  '[await]',
);

test('any session keeps its stacks and times, to a microsecond', () => {
  const records = fc.array(
    fc.tuple(fc.array(frameText, { maxLength: 6 }), fc.double({ min: 0, max: 2, noNaN: true })),
  );
  fc.assert(
    fc.property(records, (given) => {
      const session = sessionOf(given);
      const once = read(textOf(session));
      const seen = recordsOf(once);
      assert.equal(seen.length, given.length);
      let drift = 0;
      given.forEach(([frames, seconds], at) => {
        const [texts, kept] = seen[at] as [string[], number];
        assert.equal(texts.length, frames.length);
        drift += kept - seconds;
        assert.ok(Math.abs(drift) < 1e-6, String(drift));
      });
      // What was written once stays as it is.
      assert.deepEqual(recordsOf(read(textOf(once))), seen);
    }),
  );
});

function sessionOf(records: readonly (readonly [readonly string[], number])[]): SessionData {
  const builder = new SessionBuilder();
  for (const [frames, seconds] of records) builder.addRecord(frames, seconds);
  return builder.finish({
    startTime: 1_700_000_000.5,
    duration: 1,
    minInterval: 0.001,
    maxInterval: 0.001,
    sampleCount: records.length,
    startCallStack: [],
    targetDescription: '',
    cpuTime: 0,
    sysPath: [],
    sysPrefixes: [],
  });
}

test('a stack of 100,000 calls goes out and comes back', () => {
  const frames = Array.from({ length: 100_000 }, (_, depth) => `f${depth}\x00/a.js\x001`);
  assert.deepEqual(recordsOf(read(textOf(sessionOf([[frames, 1]])))), [[frames, 1]]);
});
