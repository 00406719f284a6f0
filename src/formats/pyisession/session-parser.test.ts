import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SessionData } from '../../session/session-data.ts';
import { sessionChunks } from './session-chunks.ts';
import { SessionFormatError } from './session-format-error.ts';
import { sessionToJson } from './session-json.ts';
import { SessionParser } from './session-parser.ts';

const MAIN = 'main\x00/app/main.py\x001\x01l3';
const WORK = 'work\x00/app/w.py\x0010\x01cWorker\x01l12';

const facts = {
  start_time: 1_700_000_000.5,
  duration: 1.5,
  min_interval: 0.001,
  max_interval: 0.002,
  sample_count: 3,
  start_call_stack: [MAIN],
  target_description: 'Program: main.py',
  cpu_time: 0.5,
  sys_path: ['/app'],
  sys_prefixes: ['/usr'],
};
const records: [string[], number][] = [
  [[MAIN, WORK], 0.25],
  [[MAIN], 0.5],
  [[MAIN, 'sleep\x00<built-in>\x000'], 1e-5],
];

function parse(text: string | Uint8Array, pieceBytes = Number.POSITIVE_INFINITY): SessionData {
  const parser = new SessionParser("'x'");
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    parser.window.append(bytes.subarray(at, at + pieceBytes));
    parser.advance();
  }
  return parser.finish();
}

function write(session: SessionData): string {
  return [...sessionChunks(session)].map((chunk) => Buffer.from(chunk).toString('latin1')).join('');
}

function jsonWith(changes: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...facts, frame_records: records, ...changes });
}

const ALL = jsonWith({});

test('a session is what JSON.parse says it is, in pieces of any size', () => {
  for (const size of [1, 2, 3, 7, 64, ALL.length]) {
    assert.deepEqual(sessionToJson(parse(ALL, size)), JSON.parse(ALL), `pieces of ${size}`);
  }
});

const attribute = fc.oneof(
  fc.nat(3000).map((line) => `\x01l${line}`),
  fc.constantFrom(
    '\x01l',
    '\x01l007',
    '\x01l12345678901',
    '\x01cFoo',
    '\x01h1',
    '\x01',
    '\x01l5\x01l6',
    '\x01lx',
  ),
);
const frameText = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(
        'f\x00/app/a.py\x001',
        'g\x00/app/a.py\x0010',
        '[self]',
        '',
        '"',
        '\\',
        'u0001l5',
        'é\x00ü\x002',
      ),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
    ),
    fc.array(attribute, { maxLength: 3 }),
  )
  .map(([identifier, attributes]) => identifier + attributes.join(''));
const anyRecords = fc.array(
  fc.tuple(fc.array(frameText, { maxLength: 6 }), fc.double({ noDefaultInfinity: true, noNaN: true })),
);

test('frame records come back as they went in: written by us, or by JavaScript with and without white space', () => {
  fc.assert(
    fc.property(anyRecords, fc.integer({ min: 1, max: 50 }), (given, size) => {
      const noMinusZero = given.map(([stack, seconds]) => [stack, seconds + 0] as const);
      for (const space of [undefined, 1]) {
        const text = JSON.stringify({ ...facts, frame_records: noMinusZero }, undefined, space);
        const session = parse(text, size);
        assert.deepEqual(sessionToJson(session).frame_records, noMinusZero);
        assert.deepEqual(sessionToJson(parse(write(session), size)).frame_records, noMinusZero);
      }
    }),
    { numRuns: 200 },
  );
});

test('keys come in any order, and those that say nothing to us are kept as they are', () => {
  const entries = Object.entries({
    ...facts,
    frame_records: records,
    later: { a: [1, null, 'é"'] },
    first: 0,
  });
  const text = `{${entries
    .reverse()
    .map(([key, value]) => `${JSON.stringify(key)}:${key === 'first' ? '-Infinity' : JSON.stringify(value)}`)
    .join('\t,\n')} }`;
  const session = parse(text);
  assert.deepEqual(
    [...(session.unknownKeys ?? [])],
    [
      ['first', '-Infinity'],
      ['later', '{"a":[1,null,"é\\""]}'],
    ],
  );
  const written = write(session);
  assert.match(written, /"first": -Infinity, "later": \{"a":\[1,null,"\\u00e9\\""\]\}\}$/);
  assert.deepEqual([...(parse(written).unknownKeys ?? [])].length, 2);
  assert.deepEqual((sessionToJson(session) as unknown as { later: unknown }).later, { a: [1, null, 'é"'] });
});

test("what pyinstrument's files leave out has its defaults, and those of its first versions are read", () => {
  const {
    min_interval: _,
    max_interval: __,
    sys_path: ___,
    sys_prefixes: ____,
    target_description: _____,
    ...old
  } = facts;
  const session = parse(
    JSON.stringify({ frame_records: records, ...old, program: 'main.py', cpu_time: null }),
  );
  assert.deepEqual(
    [session.minInterval, session.maxInterval, session.sysPath, session.sysPrefixes, session.cpuTime],
    [0.001, 0.001, [], [], 0],
  );
  assert.equal(session.targetDescription, 'Program: main.py');
});

test("Python's constants, a byte order mark and escapes of any case", () => {
  const text = `\ufeff${ALL.replace('1.5', 'Infinity').replace('0.25', 'NaN').replace('0.5]', '-1.5E-7]')}`;
  const session = parse(text.replace('work\\u0000', '\\u0077\\u006Frk\\u0000'), 1);
  assert.equal(session.duration, Number.POSITIVE_INFINITY);
  assert.deepEqual(
    sessionToJson(session).frame_records?.map(([, seconds]) => seconds),
    [Number.NaN, -1.5e-7, 1e-5],
  );
  assert.deepEqual(sessionToJson(session).frame_records?.[0]?.[0], [MAIN, WORK]);
  assert.match(write(session), /"duration": Infinity, .*\], NaN\], \[\[.*\], -1\.5e-07\]/);
});

test('each beginning of a file is refused for what is missing there', () => {
  for (let length = 0; length < ALL.length; length++) {
    assert.throws(
      () => parse(ALL.slice(0, length), 5),
      (error) =>
        error instanceof SessionFormatError && error.offset === Buffer.byteLength(ALL.slice(0, length)),
      `cut to ${length} bytes`,
    );
  }
});

test('a file with a changed byte is a session or refused, wherever the byte is', () => {
  const bytes = Buffer.from(ALL);
  for (let at = 0; at < bytes.length; at++) {
    for (const value of [0, 0x22, 0x5c, 0x2c, 0x5d, 0x7b, 0x39, 0xff]) {
      const damaged = Buffer.from(bytes);
      damaged[at] = value;
      let read: SessionData | undefined;
      try {
        read = parse(damaged);
      } catch (error) {
        assert.ok(error instanceof SessionFormatError, String(error));
      }
      if (read === undefined) continue;
      assert.deepEqual(sessionToJson(read), { ...defaults(), ...JSON.parse(damaged.toString('utf8')) });
    }
  }
});

/** What a session has whose keys are damaged into others. */
function defaults(): Readonly<Record<string, unknown>> {
  return { min_interval: 0.001, max_interval: 0.001, sys_path: [], sys_prefixes: [] };
}

const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  start_time: ['1', null, [], {}, true],
  duration: ['1', null],
  min_interval: [null],
  max_interval: ['x'],
  sample_count: [null, '3'],
  start_call_stack: [null, 'main', [1], [[]], {}],
  target_description: [null, 1],
  cpu_time: ['1', [], false],
  sys_path: [null, [null]],
  sys_prefixes: ['/usr'],
  frame_records: [
    null,
    {},
    1,
    [1],
    [[]],
    [[[]]],
    [['main', 1]],
    [[[1], 1]],
    [[[MAIN], '1']],
    [[[MAIN], 1, 2]],
    [[[MAIN], null]],
  ],
};

for (const [key, values] of Object.entries(WRONG)) {
  test(`${key} of a wrong type is refused at its place`, () => {
    for (const value of values) {
      const text = jsonWith({ [key]: value });
      const at = text.indexOf(`"${key}":`) + key.length + 3;
      assert.throws(
        () => parse(text, 11),
        (error) =>
          error instanceof SessionFormatError &&
          (error.offset ?? 0) >= at &&
          (error.offset ?? 0) <= at + JSON.stringify(value).length,
        JSON.stringify(value),
      );
    }
    const { [key]: _, ...rest } = JSON.parse(ALL) as Record<string, unknown>;
    if (key in defaults()) assert.doesNotThrow(() => parse(JSON.stringify(rest)));
    else
      assert.throws(() => parse(JSON.stringify(rest)), {
        name: 'SessionFormatError',
        expected: `the key '${key}'`,
      });
  });
}

test('other text is refused at its first byte that is wrong', () => {
  const at = (text: string | Uint8Array): number | undefined => {
    try {
      parse(text);
    } catch (error) {
      if (error instanceof SessionFormatError) return error.offset;
    }
    return undefined;
  };
  assert.deepEqual(['', ' ', '[1]', 'x', '{]', '{"a"]', '{"a":}', `${ALL} x`, '{"a":1 "b"'].map(at), [
    0,
    1,
    0,
    0,
    1,
    4,
    5,
    ALL.length + 1,
    7,
  ]);
  assert.equal(at(Buffer.from([0xff, 0xfe, 0x7b, 0x00])), 0);
  assert.equal(at(Buffer.concat([Buffer.from('{"a": "'), Buffer.from([0xc3]), Buffer.from('"}')])), 6);
});

test('a stack of 100,000 frames', () => {
  const deep = Array.from({ length: 100_000 }, (_, depth) => `f\x00/app/r.py\x001\x01l${depth % 77}`);
  const text = JSON.stringify({
    ...facts,
    frame_records: [
      [deep, 0.5],
      [deep.slice(0, 50_000), 0.25],
      [deep, 0.5],
    ],
  });
  const session = parse(text, 1000);
  assert.equal(session.samples.stacks.size, 100_000);
  assert.equal(write(session), write(parse(write(session))));
});

test('a value nested 100,000 deep is kept', () => {
  const nested = '['.repeat(100_000) + ']'.repeat(100_000);
  const session = parse(`${ALL.slice(0, -1)},"nested":${nested}}`, 4096);
  assert.equal(session.unknownKeys?.get('nested'), nested);
  assert.ok(write(session).endsWith(`"nested": ${nested}}`));
});
