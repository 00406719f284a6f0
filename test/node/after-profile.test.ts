import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { NODES } from '../support/nodes.ts';
import { runProgram } from '../support/run-program.ts';
import { withinTries } from '../support/within-tries.ts';

const program = join(import.meta.dirname, 'programs', 'after-profile.ts');

for (const node of NODES) {
  test(`Node ${node.major}: after a profile awaits take as long as before`, {
    skip: node.skip,
    timeout: 60_000,
  }, async () => {
    await withinTries(async () => {
      const [row] = await runProgram<{ readonly slower: number }>(node, program);
      assert.ok(row !== undefined && row.slower < 1.7, `${row?.slower} times as long`);
    });
  });
}
