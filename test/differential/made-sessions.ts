import fc from 'fast-check';
import { processRoot, threadRoot } from '../../src/session/track-roots.ts';
import { type SessionText, sessionText } from '../support/session-from-text.ts';

const FRAMES = [
  'main\x00/app/main.py\x001\x01l3',
  'main\x00/app/main.py\x001\x01l7',
  'f\x00/app/src/a.py\x0010\x01cFoo\x01l11',
  'f\x00/app/src/a.py\x0010\x01cBar\x01l12',
  'g\x00/app/src/deep/b.py\x0020\x01l21',
  'hidden\x00/app/t.py\x005\x01l6\x01h1',
  'load\x00<frozen importlib._bootstrap>\x00100\x01l101',
  'find\x00<frozen importlib._bootstrap_external>\x00200\x01cFinder\x01l201',
  'dumps\x00/usr/lib/python3.12/json/__init__.py\x00183\x01l231',
  'encode\x00/usr/lib/python3.12/json/encoder.py\x00183\x01cJSONEncoder\x01l200',
  'get\x00/usr/lib/python3.12/site-packages/requests/api.py\x0062\x01l73',
  'sleep\x00<built-in>\x000',
  '<module>\x00<string>\x001\x01l1',
  'cell\x00<ipython-input-3>\x001\x01l2',
  'made\x00<attrs generated>\x004\x01l5',
];
const LEAVES = ['[self]', '[await]', '[out-of-context]'];

const frame = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...FRAMES.slice(0, 6)) },
  { weight: 2, arbitrary: fc.constantFrom(...FRAMES) },
);
const stack = fc
  .tuple(
    fc.array(frame, { maxLength: 7 }),
    fc.option(fc.constantFrom(...LEAVES), { freq: 4, nil: undefined }),
  )
  .map(([frames, leaf]) => [FRAMES[0] as string, ...frames, ...(leaf === undefined ? [] : [leaf])]);
/** Round numbers make ties, exact halves of a printed digit, and shares that are exactly a threshold. */
const seconds = fc.oneof(
  fc.constantFrom(0, 0.0005, 0.001, 0.01, 0.125, 0.25, 0.5, 1, 0.0625),
  fc.double({ min: 0, max: 0.01, noNaN: true }),
);
const runs = fc
  .array(fc.tuple(stack, fc.array(seconds, { minLength: 1, maxLength: 4 })), { minLength: 1, maxLength: 30 })
  .map((pieces) => pieces.flatMap(([frames, times]) => times.map((time) => [frames, time] as const)));

/** The same ones each time. */
export function randomSessions(count: number): SessionText[] {
  return fc
    .sample(fc.tuple(runs, fc.constantFrom(0.001, 0.01, 0.0002, 1, 0.1, 0.000001)), {
      numRuns: count,
      seed: 7,
    })
    .map(([records, interval], index) =>
      sessionText(records, { max_interval: interval, start_time: 1_700_000_000 + ((index * 7) % 5) }),
    );
}

const A = FRAMES[0] as string;
const F = FRAMES[2] as string;
const LIBRARY = FRAMES.slice(8, 11);

export function cornerSessions(): SessionText[] {
  const deep = Array.from(
    { length: 300 },
    (_, depth) => `f${depth % 2}\x00/app/r.py\x00${depth % 2}\x01l${depth}`,
  );
  return [
    sessionText([]),
    sessionText([[[A], 0.001]]),
    sessionText([[[], 0.001]]),
    sessionText([
      [[], 0.001],
      [[A], 0.5],
    ]),
    sessionText([
      [[A], 0.25],
      [[F], 0.25],
      [[A], 0.125],
    ]),
    sessionText(
      [
        [[A, F], 0],
        [[A], 0],
      ],
      { max_interval: 0 },
    ),
    sessionText([
      [[A, F], -0.5],
      [[A], 1],
      [[A, F], 0.25],
    ]),
    sessionText([
      [deep, 0.5],
      [deep.slice(0, 200), 0.125],
      [deep, 0.0625],
    ]),
    sessionText([
      [[A, ...LIBRARY, F], 0.5],
      [[A, ...LIBRARY], 0.25],
      [[A, ...LIBRARY, ...LIBRARY], 0.01],
    ]),
    sessionText([
      [[A, ...LIBRARY, ...LIBRARY, ...LIBRARY, F], 1],
      [[A, F, ...LIBRARY, '[await]'], 0.5],
    ]),
    sessionText([
      [[processRoot('app.py', 7), threadRoot('MainThread', 7), A, ...LIBRARY], 1],
      [[processRoot('app.py', 7), threadRoot('worker \u89e3', 8), ...LIBRARY, F], 0.75],
      [[processRoot('app.py --child', 9), A, F], 0.5],
    ]),
    sessionText([[['[self]'], 0.5]]),
    sessionText([[['bare', 'f\x00', 'g\x00/app/x.py', 'h\x01', 'é\x00/app/ü/𝒳.py\x003\x01cÄ'], 0.5]]),
    sessionText(
      [
        [[A, F], 0.3],
        [[A, `${F.replace('Foo', 'Bar')}`], 0.3],
        [[A, F], 0.1],
      ],
      {
        start_call_stack: [A, F],
      },
    ),
    sessionText([[[A, F, FRAMES[4] as string], 1e22]], {
      start_call_stack: [A, F, FRAMES[4] as string, 'x'],
    }),
  ];
}
