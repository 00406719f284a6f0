import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { NODES } from '../support/nodes.ts';
import { runCallwise, temporaryFolder, untilPrinted } from '../support/run-callwise.ts';

const onLinux = process.platform === 'linux' ? false : 'attaching needs Linux';

const PROGRAM = `function busyWork() {
  const end = performance.now() + 20;
  while (performance.now() < end);
}
setInterval(busyWork, 40);
console.log('up');
`;

/** The ports on which anything listens. */
function listeningPorts(): Set<string> {
  const rows = readFileSync('/proc/net/tcp', 'latin1').split('\n').slice(1);
  return new Set(rows.filter((row) => row.includes(' 0A ')).map((row) => row.trim().split(/\s+/)[1] ?? ''));
}

for (const node of NODES) {
  test(`a running Node ${node.major} is looked at and left as it was`, {
    skip: onLinux || node.skip,
  }, async (context) => {
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, 'server.mjs'), PROGRAM);
    const server = spawn(node.path, ['server.mjs'], { cwd: folder });
    context.after(() => server.kill());
    await untilPrinted(server, 'up');
    const before = listeningPorts();
    const { stdout, stderr, status } = await runCallwise(['--pid', String(server.pid), '-d', '0.8'], {
      cwd: folder,
    });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^Process \d+: .*node.* server\.mjs$/m);
    assert.match(stdout, /busyWork {2}server\.mjs:1/);
    assert.equal(server.exitCode, null);
    assert.ok(
      !listeningPorts().has('0100007F:2405') || before.has('0100007F:2405'),
      'the inspector is closed',
    );
  });
}
