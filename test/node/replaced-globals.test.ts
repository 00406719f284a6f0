import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { profiledHandler } from '../../src/middleware/index.ts';
import { NODES } from '../support/nodes.ts';
import { runCallwise } from '../support/run-callwise.ts';
import { runProgram } from '../support/run-program.ts';
import { serve } from '../support/serve.ts';
import { withinTries } from '../support/within-tries.ts';

const programs = join(import.meta.dirname, 'programs');

interface Row {
  readonly name: string;
  readonly seen: number;
  readonly passed: number;
  readonly draws: number;
}

for (const node of NODES) {
  const options = { skip: node.skip, timeout: 60_000 };

  test(
    `Node ${node.major}: what a program puts in the place of timers, clocks and random numbers changes nothing`,
    options,
    async () => {
      await withinTries(async () => {
        for (const row of await runProgram<Row>(node, join(programs, 'replaced-globals.ts'))) {
          assert.ok(row.seen > 0.7, `${row.name}: ${row.seen} was seen to wait`);
          assert.ok(
            row.passed > 0.5 && row.passed <= 1.05,
            `${row.name}: the profile has ${row.passed} of it`,
          );
          assert.equal(row.draws, 0, `${row.name}: numbers of the program's were drawn`);
        }
      });
    },
  );

  test(
    `Node ${node.major}: a program whose clock stands still ends though its worker is busy`,
    options,
    async () => {
      const program = join(programs, 'frozen-clock.ts');
      const { stderr, status } = await runCallwise(['--subprocesses', '--node', node.path, program]);
      assert.match(stderr, /recorded of worker 1 is lost: it was busy/);
      assert.equal(status, 3);
    },
  );
}

test('a request is sampled, and its profile ends when its time is up, also with fake timers and random numbers', {
  timeout: 20_000,
}, async (context) => {
  context.mock.timers.enable({ apis: ['setImmediate', 'setTimeout'] });
  const random = context.mock.method(Math, 'random', () => 0);
  const handler: RequestListener = () => undefined;
  const listener = profiledHandler(handler, {
    allow: () => true,
    when: () => true,
    mostSeconds: 0.2,
    renderer: { render: () => 'report' },
  }) as RequestListener;
  const response = await fetch(await serve(context, listener));
  assert.equal(await response.text(), 'report');
  assert.equal(random.mock.callCount(), 0);
});
