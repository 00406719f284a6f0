import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../../test/support/run-callwise.ts';
import { isNodeProcess } from './is-node-process.ts';

const skip = process.platform !== 'linux' && 'attaching needs Linux';

test('a Node whose executable was deleted, as an upgrade does, is Node', {
  skip,
  timeout: 60_000,
}, async (context) => {
  const executable = join(temporaryFolder(context), 'node');
  copyFileSync(process.execPath, executable);
  const program = spawn(executable, ['-e', "console.log('up'); setInterval(() => {}, 1000)"]);
  context.after(() => program.kill('SIGKILL'));
  await once(program.stdout, 'data');
  assert.ok(isNodeProcess(program.pid as number));
  rmSync(executable);
  assert.ok(isNodeProcess(program.pid as number));
});
