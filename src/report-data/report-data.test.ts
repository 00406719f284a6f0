import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cornerSessions, randomSessions } from '../../test/differential/made-sessions.ts';
import { sessionFromText, sessionText } from '../../test/support/session-from-text.ts';
import { renderConsole } from '../renderers/console/render-console.ts';
import { readPlanes, writePlanes } from './byte-planes.ts';
import { listCalls, readCallsBlock, writeCallsBlock } from './calls-block.ts';
import { readLinesBlock, writeLinesBlock } from './lines-block.ts';
import { sumRowTimes } from './row-times.ts';

/** Times are kept to the nanosecond. */
const sessions = [...cornerSessions(), ...randomSessions(60)].map((text) =>
  sessionFromText({
    ...text,
    frame_records: text.frame_records.map(([stack, seconds]) => [stack, Math.round(seconds * 1e9) / 1e9]),
  }),
);

test('a session that was written and read again gives the same reports', () => {
  for (const session of sessions) {
    const again = readCallsBlock(writeCallsBlock(session, listCalls(session.samples)));
    for (const options of [
      {},
      { showAll: true },
      { timeline: true },
      { flat: true, flatTime: 'total' },
    ] as const) {
      assert.equal(renderConsole(again, options), renderConsole(session, options));
    }
  }
});

test('columns of integers come back as they were', () => {
  const values = fc.array(fc.oneof(fc.integer(), fc.integer({ min: -(2 ** 52), max: 2 ** 52 })));
  fc.assert(
    fc.property(values, (numbers) => {
      const { column, bytes } = writePlanes(numbers);
      assert.deepEqual(Array.from(readPlanes(bytes, 0, column)), numbers);
    }),
  );
});

const A = 'a\0/app/x.py\x001\x01l2';
const B = 'b\0/app/x.py\x0010\x01cFoo\x01l11';
const B_LATER = 'b\0/app/x.py\x0010\x01cFoo\x01l12';

test('running lines are kept for each stack, or as sums where there are too many', () => {
  const session = sessionFromText(
    sessionText([
      [[A, B], 0.5],
      [[A, B_LATER, A, B], 0.25],
      [['c\0/app/x.py\x009'], 0.125],
    ]),
  );
  const calls = listCalls(session.samples);
  const sources = new Map([['/app/x.py', 'text']]);
  const stacks = readLinesBlock(writeLinesBlock(session.samples, calls, { sources }));
  const sums = readLinesBlock(writeLinesBlock(session.samples, calls, { sources, mostStacks: 1 }));
  assert.deepEqual(stacks.sources, sources);
  assert.equal(stacks.lines.form, 'stacks');
  assert.ok(sums.lines.form === 'sums');
  const { frames } = session.samples;
  const texts = sums.lines.times.map(({ identifier, line, self, total }) => [
    frames.identifierText(identifier).split('\0')[0],
    line,
    self,
    total,
  ]);
  assert.deepEqual(texts, [
    ['a', 2, 0, 0.75],
    ['b', 11, 0.75, 0.75],
    ['b', 12, 0, 0.25],
  ]);
});

test('times of rows are those that walking up from each stack finds', () => {
  const NONE = -1;
  const stack = fc.record({ up: fc.nat(6), row: fc.integer({ min: NONE, max: 3 }), seconds: fc.nat(9) });
  fc.assert(
    fc.property(fc.array(stack, { maxLength: 40 }), (made) => {
      const parents = Int32Array.from(made, ({ up }, at) => Math.max(NONE, at - 1 - up));
      const rows = Int32Array.from(made, ({ row }) => row);
      const self = new Float64Array(4);
      const total = new Float64Array(4);
      made.forEach(({ row, seconds }, at) => {
        if (row !== NONE) self[row] = (self[row] as number) + seconds;
        const seen = new Set<number>();
        for (let up = at; up !== NONE; up = parents[up] as number) seen.add(rows[up] as number);
        seen.delete(NONE);
        for (const met of seen) total[met] = (total[met] as number) + seconds;
      });
      const seconds = Float64Array.from(made, (one) => one.seconds);
      assert.deepEqual(sumRowTimes({ parents, rows, rowCount: 4 }, seconds), { self, total });
    }),
  );
});

test('a stack of 50,000 calls of one line is one line, and takes no recursion', () => {
  const size = 50_000;
  const stacks = {
    parents: Int32Array.from({ length: size }, (_, stack) => stack - 1),
    rows: new Int32Array(size),
    rowCount: 1,
  };
  const self = new Float64Array(size);
  self[size - 1] = 2;
  assert.deepEqual(sumRowTimes(stacks, self), { self: Float64Array.of(2), total: Float64Array.of(2) });
});
