import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodeTable } from './code-table.ts';
import { DataStackImage } from './data-stack-image.ts';
import { cpython315 } from './layouts/cpython-3-15.ts';
import { StackRecorder } from './stack-recorder.ts';
import { walkerOf } from './walker-of.ts';

function recorded(ranges: readonly { skip: number; collectsAt: number }[]): string[] {
  const image = new DataStackImage(cpython315, ['outer', 'middle', 'inner']);
  const codes = new CodeTable(image, image.layout, image.codeType);
  const walker = walkerOf(image, image.layout, { codes, thread: image.thread });
  assert.equal(walker.walk(1), 'whole');
  const { frames, stacks, record } = bound(new StackRecorder(image, image.layout, codes));
  return ranges.map((range) => {
    const stack = record(walker.chain, { ...range, depth: walker.depth, now: 1 });
    return stacks
      .framesOf(stack)
      .map((frame) => frames.textOf(frame).split('\0')[0])
      .join(' ');
  });
}

function bound(recorder: StackRecorder): Pick<StackRecorder, 'frames' | 'stacks' | 'record'> {
  return { frames: recorder.frames, stacks: recorder.stacks, record: recorder.record.bind(recorder) };
}

test('a collection stands above the frame in which it began, below what it calls', () => {
  assert.deepEqual(
    recorded([
      { skip: 0, collectsAt: 2 },
      { skip: 0, collectsAt: 1 },
      { skip: 1, collectsAt: 1 },
    ]),
    ['outer middle inner <GC>', 'outer middle <GC> inner', 'middle <GC> inner'],
  );
});

test('what stands above a collection is recorded anew when there is none', () => {
  const kept = { skip: 0, collectsAt: -1 };
  const collects = { skip: 0, collectsAt: 0 };
  assert.deepEqual(recorded([kept, collects, collects, kept]), [
    'outer middle inner',
    'outer <GC> middle inner',
    'outer <GC> middle inner',
    'outer middle inner',
  ]);
});

test('a collection that began in a frame that is left out, or is not read, is not shown', () => {
  assert.deepEqual(
    recorded([
      { skip: 1, collectsAt: 0 },
      { skip: 0, collectsAt: 3 },
    ]),
    ['middle inner', 'outer middle inner'],
  );
});

test('of the last stack any outer part can be had', () => {
  const image = new DataStackImage(cpython315, ['outer', 'middle', 'inner']);
  const codes = new CodeTable(image, image.layout, image.codeType);
  const walker = walkerOf(image, image.layout, { codes, thread: image.thread });
  assert.equal(walker.walk(1), 'whole');
  const recorder = new StackRecorder(image, image.layout, codes);
  const whole = recorder.record(walker.chain, { skip: 1, depth: 3, collectsAt: -1, now: 1 });
  const outer = recorder.record(walker.chain, { skip: 1, depth: 2, collectsAt: -1, now: 1 });
  recorder.record(walker.chain, { skip: 1, depth: 3, collectsAt: -1, now: 1 });
  assert.equal(recorder.lastStack(0), outer);
  assert.equal(recorder.lastStack(1), whole);
  assert.notEqual(outer, whole);
});

test('a frame that was not read has the class of the last of its code that was', () => {
  const image = new DataStackImage(cpython315, ['outer', 'middle', 'inner']);
  const codes = new CodeTable(image, image.layout, image.codeType);
  const walker = walkerOf(image, image.layout, { codes, thread: image.thread });
  assert.equal(walker.walk(1), 'whole');
  const recorder = new StackRecorder(image, image.layout, codes);
  const range = { skip: 0, depth: 3, collectsAt: -1, now: 1 };
  const read = recorder.record(walker.chain, range);
  const inner = walker.chain.codeAt(2);
  const unit = walker.chain.unitAt(2);
  walker.chain.length = 2;
  walker.chain.pushTold(inner, unit);
  assert.equal(recorder.record(walker.chain, range), read);
});
