import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { NODES } from '../support/nodes.ts';
import { runProgram } from '../support/run-program.ts';
import { withinTries } from '../support/within-tries.ts';

const program = join(import.meta.dirname, 'programs', 'many-callbacks.ts');

interface Row {
  readonly calls: number;
  readonly bytesACall: number;
  readonly own: number;
  readonly others: number;
}

for (const node of NODES) {
  test(`Node ${node.major}: callbacks of one context that follow each other take no memory, those of two are told apart`, {
    skip: node.skip,
    timeout: 60_000,
  }, async () => {
    await withinTries(async () => {
      const [row] = await runProgram<Row>(node, program);
      assert.ok(row !== undefined && row.calls > 10_000, `${row?.calls} callbacks`);
      assert.ok(row.bytesACall < 4, `${row.bytesACall} bytes a callback`);
      assert.ok(row.own > 0.05 && row.own < 0.6, `${row.own} in its code`);
      assert.ok(row.others < 0.2, `${row.others} in that of the other`);
    });
  });
}
