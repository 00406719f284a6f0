import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FrameTable, NO_LINE } from './frames.ts';
import { NO_STACK, StackTable } from './stacks.ts';
import { TripleTable } from './triples.ts';

test('a table of triples numbers distinct ones in the order of first appearance', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(40), fc.integer({ min: -1, max: 40 }), fc.nat(3))), (tuples) => {
      const table = new TripleTable(2);
      const rows = new Map<string, number>();
      for (const [a, b, c] of tuples) {
        const key = `${a},${b},${c}`;
        const row = table.intern(a, b, c);
        if (!rows.has(key)) rows.set(key, rows.size);
        assert.equal(row, rows.get(key));
        assert.deepEqual([table.at(row, 0), table.at(row, 1), table.at(row, 2)], [a, b, c]);
      }
      assert.equal(table.size, rows.size);
    }),
  );
});

test('a frame gives back exactly the text it was interned from', () => {
  const piece = fc.constantFrom(
    '\x01',
    'l',
    'c',
    'h1',
    '12',
    '007',
    '\x00',
    'f',
    '4294967296',
    '\x01l',
    '$&',
    '',
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const frames = new FrameTable();
      const text = pieces.join('');
      const frame = frames.intern(text);
      assert.equal(frames.textOf(frame), text);
      assert.equal(frames.intern(text), frame);
    }),
  );
});

test('the line of a frame is apart from its other attributes', () => {
  const frames = new FrameTable();
  const frame = frames.intern('f\x00a.py\x001\x01cC\x01l12\x01h1');
  assert.equal(frames.lineOf(frame), 12);
  assert.equal(frames.attributesOf(frame), '\x01cC\x01l\x01h1');
  assert.equal(frames.identifierText(frames.identifierOf(frame)), 'f\x00a.py\x001');
  assert.equal(frames.lineOf(frames.intern('[self]')), NO_LINE);
});

test('equal stacks are one row and parents stand before their children', () => {
  const frames = new FrameTable();
  const stacks = new StackTable();
  const a = frames.intern('a');
  const b = frames.intern('b');
  const outer = stacks.add(NO_STACK, a);
  const inner = stacks.add(outer, b);
  assert.equal(stacks.add(stacks.add(NO_STACK, a), b), inner);
  assert.ok(stacks.parentOf(inner) < inner);
  assert.deepEqual(stacks.framesOf(inner), [a, b]);
});
