import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_STATISTICS } from '../session/sampling-statistics.ts';
import { SessionBuilder } from '../session/session-builder.ts';
import { ConsoleRenderer, JSONRenderer } from './frame-renderers.ts';
import { HTMLRenderer } from './html-renderer.ts';

test('a session is rendered with the options given', () => {
  const builder = new SessionBuilder();
  builder.addRecord(['main\x00/app/a.py\x001', 'work\x00/app/a.py\x005'], 0.5);
  builder.addRecord(['main\x00/app/a.py\x001'], 0.5);
  const session = builder.finish({
    startTime: 0,
    duration: 1,
    minInterval: 0.001,
    maxInterval: 0.001,
    sampleCount: 2,
    startCallStack: [],
    targetDescription: 'Program: a.py',
    cpuTime: 1,
    sysPath: ['/app'],
    sysPrefixes: [],
  });
  const ascii = '1.000 main  a.py:1\n|- 0.500 work  a.py:5\n`- 0.500 [self]  a.py\n\n';
  assert.ok(new ConsoleRenderer().render(session).endsWith(`\nProgram: a.py\n\n${ascii}`));
  const sampling = { ...NO_STATISTICS, awaiting: 4, estimated: 1 };
  const withNote = new ConsoleRenderer().render({ ...session, sampling });
  assert.ok(withNote.includes(`${ascii}Awaits: 25.0 % of the waiting `));
  assert.match(new ConsoleRenderer({ unicode: true }).render(session), /\n├─ 0\.500 work/);
  assert.throws(() => new ConsoleRenderer({ flat: true, timeline: true }).render(session), {
    code: 'bad-option',
  });
});

test('a renderer refuses what an option cannot have, as the command does', () => {
  const untyped = (json: string): object => JSON.parse(json);
  const makers: readonly (readonly [make: () => unknown, message: string])[] = [
    [
      () => new ConsoleRenderer(untyped('{ "time": "zz" }')),
      'The option time wants seconds or percent_of_total, not "zz".',
    ],
    [
      () => new ConsoleRenderer(untyped('{ "showAll": 1 }')),
      'The option showAll wants true or false, not 1.',
    ],
    [
      () => new JSONRenderer(untyped('{ "processorOptions": { "filterThreshold": "1" } }')),
      'The option filterThreshold wants a number, not "1".',
    ],
    [
      () => new HTMLRenderer(untyped('{ "view": "tee" }')),
      'The option view wants tree or flame or timeline or functions or source, not "tee".',
    ],
  ];
  for (const [make, message] of makers) assert.throws(make, { code: 'bad-option', message });
});
