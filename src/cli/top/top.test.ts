import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameTable } from '../../model/frames.ts';
import { NO_STACK, StackTable } from '../../model/stacks.ts';
import type { SampleBatch, ThreadFacts } from '../../session/recording-parts.ts';
import { PathShortener } from '../../session/shorten-path.ts';
import { cutToWidth, padToWidth } from './text-width.ts';
import { type FunctionFigures, TopFigures } from './top-figures.ts';
import { type ScreenStyle, type TopView, topScreen } from './top-screen.ts';

const tables = { frames: new FrameTable(), stacks: new StackTable() };

function stackOf(...functions: readonly string[]): number {
  let stack = NO_STACK;
  for (const name of functions) {
    stack = tables.stacks.add(stack, tables.frames.intern(`${name}\0/app/a.py\x0010\x01l${stack + 20}`));
  }
  return stack;
}

function thread(number: number, looks: number, runs: number): ThreadFacts {
  const name = number === 0 ? undefined : `worker-${number}`;
  return { thread: number, name, nativeId: 100 + number, onlyWaited: false, looks, runs };
}

/** A batch of a quarter of a second; samples by thread, each as long as all together. */
function batch(samples: readonly (readonly number[])[], threads: readonly ThreadFacts[]): SampleBatch {
  return {
    process: 0,
    seconds: 0.25,
    frames: [],
    stacks: new Int32Array(),
    samples: samples.map((stacks, index) => ({
      thread: index,
      stacks: Int32Array.from(stacks),
      seconds: Float64Array.from(stacks, () => 0.25 / stacks.length),
    })),
    threads,
  };
}

function byName(figures: TopFigures): Record<string, Pick<FunctionFigures, 'selfShare' | 'totalShare'>> {
  return Object.fromEntries(
    figures.functions().map(({ name, selfShare, totalShare }) => [name, { selfShare, totalShare }]),
  );
}

test('self and total; a call of itself counts once', () => {
  const figures = new TopFigures();
  figures.take(batch([[stackOf('main', 'f'), stackOf('main', 'f', 'f')], [stackOf('main')]], []), tables);
  assert.deepEqual(byName(figures), {
    main: { selfShare: 1, totalShare: 2 },
    f: { selfShare: 1, totalShare: 1 },
  });
});

test('the functions of a program that another one gave way to are not those of the first', () => {
  const figures = new TopFigures();
  figures.take(batch([[stackOf('first')]], [thread(0, 400, 400)]), tables);
  const next = { frames: new FrameTable(), stacks: new StackTable() };
  const stack = next.stacks.add(NO_STACK, next.frames.intern('second\0/app/b.py\x0010\x01l20'));
  figures.take(batch([[stack]], [thread(0, 250, 100)]), next);
  assert.deepEqual(byName(figures).second, { selfShare: 1, totalShare: 1 });
  assert.deepEqual(
    figures.threads().map(({ runningShare, innermost }) => [runningShare, innermost]),
    [[0.4, 'second']],
  );
});

test('shares are of the last two seconds, times are since the last reset', () => {
  const figures = new TopFigures();
  figures.take(batch([[stackOf('old')]], []), tables);
  for (let i = 0; i < 8; i++) figures.take(batch([[stackOf('new')]], []), tables);
  const [old, fresh] = figures.functions();
  assert.deepEqual([old?.selfShare, old?.selfSeconds], [0, 0.25]);
  assert.deepEqual([fresh?.selfShare, fresh?.selfSeconds], [1, 2]);
  assert.equal(figures.seconds, 2.25);
  figures.reset();
  assert.deepEqual([figures.seconds, fresh?.selfSeconds, fresh?.totalSeconds], [0, 0, 0]);
});

test('threads with how much they ran in the last seconds, and where', () => {
  const figures = new TopFigures();
  figures.take(batch([[stackOf('a')], [stackOf('b')]], [thread(0, 100, 100), thread(1, 100, 0)]), tables);
  figures.take(batch([[stackOf('a')], [stackOf('b')]], [thread(0, 200, 150), thread(1, 200, 0)]), tables);
  assert.deepEqual(
    figures.threads().map(({ name, runningShare, innermost }) => [name, runningShare, innermost]),
    [
      ['MainThread', 0.5, 'a'],
      ['worker-1', 0, 'b'],
    ],
  );
});

const style: ScreenStyle = { shortener: new PathShortener(['/app']), emphasize: (text) => text };

const view: TopView = {
  pid: 4321,
  commandLine: '/usr/bin/python3 app.py',
  seconds: 12.3,
  samplesPerSecond: 100,
  countsWaiting: false,
  shows: 'functions',
  sortKey: 'self',
  isPaused: false,
  functions: Array.from({ length: 40 }, (_, n) => ({
    name: `f${n}`,
    filePath: '/app/a.py',
    line: n + 1,
    selfSeconds: n,
    totalSeconds: 100 - n,
    selfShare: n / 100,
    totalShare: 1 - n / 100,
  })),
  threads: [{ name: 'Größe 解析', nativeId: 7, runningShare: 0.5, innermost: 'f1', selfSeconds: 1 }],
};

test('the functions, in the order of each column', () => {
  const lines = topScreen(view, { columns: 80, rows: 24 }, style);
  assert.equal(lines.length, 24);
  assert.deepEqual(lines.slice(0, 5), [
    `callwise top  python3 app.py${' '.repeat(42)}  pid 4321`,
    '12 s   100 samples/s   1 thread, 0.5 running   waiting does not count',
    '',
    '    >self    total   self s  total s  function'.padEnd(80),
    '    39.0%    61.0%    39.00    61.00  f39  a.py:40',
  ]);
  assert.match(lines.at(-1) ?? '', /^q quit {2}p pause/);
  const firstBy = (sortKey: TopView['sortKey']): string | undefined =>
    topScreen({ ...view, sortKey }, { columns: 80, rows: 24 }, style)[4]
      ?.split('  ')
      .at(-2);
  assert.deepEqual([firstBy('total'), firstBy('self time'), firstBy('total time')], ['f0', 'f39', 'f0']);
});

test('the threads', () => {
  const lines = topScreen({ ...view, shows: 'threads', isPaused: true }, { columns: 80, rows: 24 }, style);
  assert.match(lines[1] ?? '', / PAUSED$/);
  assert.equal(lines[4], `    50.0%         7  Größe 解析${' '.repeat(20)}  f1`);
});

test('no line is longer than the screen, and no more lines than it has, whatever the size', () => {
  for (const columns of [1, 5, 20, 50, 80, 200]) {
    for (const rows of [1, 3, 5, 12, 24, 100]) {
      const hostile = { ...view, commandLine: '/x/解析\x1b[2J'.repeat(30) };
      const lines = topScreen(hostile, { columns, rows }, style);
      assert.ok(lines.length <= rows);
      for (const line of lines) {
        assert.equal(cutToWidth(line, columns), line);
        assert.doesNotMatch(line, /[\x00-\x1f]/);
      }
    }
  }
});

test('texts are cut and padded by the columns that they take', () => {
  assert.equal(cutToWidth('abc', 3), 'abc');
  assert.equal(cutToWidth('abcd', 3), 'ab…');
  assert.equal(cutToWidth('解析する', 5), '解析…');
  assert.equal(cutToWidth('👨‍👩‍👧x', 2), '…');
  assert.equal(padToWidth('解', 4), '解  ');
});
