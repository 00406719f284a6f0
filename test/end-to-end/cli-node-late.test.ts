import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODES } from '../support/nodes.ts';
import { type Running, startCallwise, temporaryFolder } from '../support/run-callwise.ts';

/** Ends as soon as its child has begun, which goes on by itself. */
const PARENT = `const fs = require('node:fs');
const { spawn } = require('node:child_process');
const stdio = ['ignore', 'ignore', fs.openSync('errors', 'w')];
spawn(process.execPath, ['child.cjs'], { detached: true, stdio }).unref();
const look = () => fs.existsSync('begun') || setTimeout(look, 5);
look();
`;

const CHILD = `const fs = require('node:fs');
fs.writeFileSync('begun', '');
process.on('exit', () => fs.writeFileSync('over', ''));
`;

function start(context: TestContext, node: (typeof NODES)[number], child: string): Running & { cwd: string } {
  const cwd = temporaryFolder(context);
  writeFileSync(join(cwd, 'app.cjs'), PARENT);
  writeFileSync(join(cwd, 'child.cjs'), CHILD + child);
  return { ...startCallwise(['--subprocesses', '--node', node.path, 'app.cjs'], { cwd }), cwd };
}

for (const node of NODES) {
  const on = { skip: node.skip, timeout: 60_000 };

  test(`on Node ${node.major} a process that ends after its parent is in the report`, on, async (context) => {
    const { outcome, cwd } = start(
      context,
      node,
      `function inChild() {
  const end = performance.now() + 700;
  while (performance.now() < end);
}
inChild();
`,
    );
    const { stdout, status } = await outcome;
    assert.equal(status, 0);
    assert.match(stdout, /node {2}process:\d+\n(?:.*\n)*?.*inChild {2}child\.cjs:4/);
    assert.equal(readFileSync(join(cwd, 'errors'), 'utf8'), '');
  });

  test(
    `on Node ${node.major} an interrupt ends the waiting for a process that runs on`,
    on,
    async (context) => {
      const { child, outcome, cwd } = start(
        context,
        node,
        `const end = performance.now() + 50_000;
const look = () => fs.existsSync('go') || performance.now() > end || setTimeout(look, 5);
look();
`,
      );
      child.stderr?.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('Waiting')) child.kill('SIGINT');
      });
      const { stdout, stderr, status } = await outcome;
      assert.equal(status, 0);
      assert.match(stderr, /^Process \d+ still runs: what it did is not in the report\.$/m);
      assert.match(stdout, /^Program: app\.cjs$/m);
      writeFileSync(join(cwd, 'go'), '');
      while (!existsSync(join(cwd, 'over'))) await sleep(5);
      assert.equal(readFileSync(join(cwd, 'errors'), 'utf8'), '');
    },
  );
}
