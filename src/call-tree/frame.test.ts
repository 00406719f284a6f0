import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Frame, type FrameContext, FrameGroup } from './frame.ts';

const context: FrameContext = { sysPrefixes: ['/usr'], shortenPath: (path) => path.replace('/app/', '') };

test('children move between frames and keep their order', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => new Frame(name, { time: 1 })) as [
    Frame,
    Frame,
    Frame,
    Frame,
  ];
  const root = new Frame('root', { children: [a, b], context });
  root.addChildren([c, d], { after: a });
  assert.deepEqual(root.children, [a, c, d, b]);
  assert.equal(d.context, context);
  b.addChild(c);
  assert.deepEqual(root.children, [a, d, b]);
  assert.equal(c.parent, b);
  c.removeFromParent();
  assert.equal(c.parent, undefined);
  assert.throws(() => new Frame('[self]').addChild(a), /leaf-only/);
  assert.throws(() => root.addChild(a, { after: c }), /not a child/);
});

test('a frame tells its code, class and times', () => {
  const frame = new Frame('f\x00/app/a.py\x003\x01cA\x01l4', { time: 1, context });
  frame.recordTime('f\x00/app/a.py\x003\x01cB\x01h1', 2);
  frame.addChild(new Frame('[await]', { time: 0.5 }));
  frame.addChild(new Frame('g\x00/usr/b.py\x001', { time: 1 }));
  assert.deepEqual([frame.time, frame.className, frame.hasTracebackhide], [3, 'B', true]);
  assert.deepEqual([frame.awaitTime, frame.totalSelfTime], [0.5, 2]);
  assert.equal(frame.codePositionShort, 'a.py:3');
  assert.deepEqual(
    frame.children.map((child) => [
      child.isApplicationCode,
      child.codePositionShort,
      child.proportionOfParent,
    ]),
    [
      [false, 'a.py', 0.5 / 3],
      [false, '/usr/b.py:1', 1 / 3],
    ],
  );
});

test('a frame whose time is not accounted for fails its check', () => {
  const frame = new Frame('f', {
    time: 1,
    children: [new Frame('g', { time: 1, children: [new Frame('[self]', { time: 0.5 })] })],
  });
  frame.selfCheck({ recursive: false });
  assert.throws(() => frame.selfCheck(), /mismatch/);
});

test('a group knows its exits, and a frame is in one group', () => {
  const outside = new Frame('x');
  const inner = new Frame('b', { children: [outside] });
  const root = new Frame('a', { children: [inner] });
  const group = new FrameGroup(root, '1');
  group.addFrame(inner);
  assert.deepEqual(group.exitFrames, [inner]);
  const other = new FrameGroup(inner, '2');
  assert.deepEqual(group.frames, [root]);
  assert.equal(inner.group, other);
  assert.throws(() => group.removeFrame(inner), /not in the group/);
});

test('a chain of 20,000 frames is walked without recursion', () => {
  let frame = new Frame('[await]', { time: 1 });
  for (let depth = 0; depth < 20_000; depth++) frame = new Frame(`f${depth}`, { time: 1, children: [frame] });
  frame.setContext(context);
  frame.selfCheck();
  assert.equal(frame.awaitTime, 1);
});
