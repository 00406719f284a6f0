import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { NODES } from '../support/nodes.ts';
import { type RunOutcome, startCallwise, temporaryFolder, untilPrinted } from '../support/run-callwise.ts';

/** Is in synchronous code for a while, in which nothing is received. */
const hold = (millis: number): string => `console.log('on');
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${millis});
`;

async function endedBy(
  context: TestContext,
  [signal, node]: readonly [NodeJS.Signals, (typeof NODES)[number]],
  program: string,
): Promise<RunOutcome> {
  const cwd = temporaryFolder(context);
  writeFileSync(join(cwd, 'app.cjs'), program);
  const { child, outcome } = startCallwise(['--node', node.path, 'app.cjs'], { cwd });
  await untilPrinted(child, 'on');
  child.kill(signal);
  return outcome;
}

for (const node of NODES) {
  const on = { skip: node.skip, timeout: 60_000 };

  test(`on Node ${node.major} a signal ends a program in synchronous code`, on, async (context) => {
    const ended = ['SIGTERM', 'SIGINT'] as const;
    const outcomes = await Promise.all(ended.map((signal) => endedBy(context, [signal, node], hold(50_000))));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      [143, 130],
    );
    for (const { stderr } of outcomes) {
      assert.match(stderr, /^The program did not come to its event loop .* after SIG\w+, so it was killed/);
    }
  });

  test(`on Node ${node.major} a program in synchronous code may listen to signals`, on, async (context) => {
    const listens = "process.on('SIGTERM', () => process.exit(4));\n";
    // Node itself does not hear of a signal when nothing holds its event loop.
    const program = `${listens}${hold(7000)}setTimeout(() => undefined, 1000);\n`;
    const { stdout, stderr, status } = await endedBy(context, ['SIGTERM', node], program);
    assert.equal(status, 4, stderr);
    assert.match(stdout, /^Program: app\.cjs$/m);
  });
}
