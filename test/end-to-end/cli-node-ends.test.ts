import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { NODES } from '../support/nodes.ts';
import { type RunOutcome, runCallwise, temporaryFolder } from '../support/run-callwise.ts';

const WORK = `const fs = require('node:fs');
function work() {
  const end = performance.now() + 100;
  while (performance.now() < end);
}
work();
`;

function run(
  context: TestContext,
  node: (typeof NODES)[number],
  ...[program, ...options]: string[]
): Promise<RunOutcome> {
  const cwd = temporaryFolder(context);
  writeFileSync(join(cwd, 'app.cjs'), WORK + program);
  return runCallwise([...options, '--node', node.path, 'app.cjs'], { cwd });
}

/** What a session is moved to cannot be a folder. */
const SPOIL = `const { folder } = JSON.parse(process.env.CALLWISE_RECORD);
fs.mkdirSync(\`\${folder}/\${process.pid}-0.pyisession\`);
`;
const LOST = /^callwise: What was recorded of process \d+ is lost: .*EISDIR.*\n/;

for (const node of NODES) {
  const on = { skip: node.skip, timeout: 60_000 };

  test(`on Node ${node.major} a program may remove the folder that it is in`, on, async (context) => {
    const program = "fs.mkdirSync('gone');\nprocess.chdir('gone');\nfs.rmdirSync('../gone');";
    const { stdout, stderr, status } = await run(context, node, program);
    assert.equal(status, 0);
    assert.doesNotMatch(stderr, /lost|ENOENT/);
    assert.match(stdout, /work {2}app\.cjs:2/);
  });

  test(`on Node ${node.major} a program ends as it would when nothing can be kept`, on, async (context) => {
    const ended = await run(context, node, SPOIL, '--subprocesses');
    assert.equal(ended.status, 0);
    assert.match(ended.stderr, LOST);
    const killed = await run(
      context,
      node,
      `${SPOIL}setTimeout(() => undefined, 60_000);\nprocess.kill(process.pid, 'SIGTERM');`,
      '--subprocesses',
    );
    assert.equal(killed.status, 143);
    assert.match(killed.stderr, LOST);
  });
}
