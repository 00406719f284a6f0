import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const SAY = join(import.meta.dirname, 'say.ts');
const LENGTH = 4_000_000;

/** Its standard output takes what fits, and no more, as pipes do that the program has written to itself. */
const PROGRAM = `
import { writeNow } from ${JSON.stringify(SAY)};
process.stdout._handle?.setBlocking?.(false);
const begin = performance.now();
const cpu = process.cpuUsage();
writeNow(1, 'x'.repeat(${LENGTH}));
const { user, system } = process.cpuUsage(cpu);
writeNow(2, (user + system) / 1000 / (performance.now() - begin) + '');
`;

test('what waits for a reader takes little of a processor', { timeout: 60_000 }, async (context) => {
  const program = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM]);
  context.after(() => program.kill('SIGKILL'));
  const share = text(program.stderr);
  await once(program.stdout, 'readable');
  await sleep(1000);
  assert.equal((await text(program.stdout)).length, LENGTH);
  assert.ok(Number(await share) < 0.2, `${await share} of a processor`);
});
