import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { layoutOf } from '../../src/capture/python/layouts/select-layout.ts';
import { decodeLineTable } from '../../src/capture/python/line-table.ts';
import { installedPythons } from '../support/pythons.ts';

interface Told {
  readonly firstLine: number;
  readonly table: string;
  readonly lines: readonly number[];
}

for (const { version, path, minor } of installedPythons()) {
  test(`lines of the standard library's code are those that CPython ${version} tells, ${path}`, () => {
    const output = execFileSync(path, [join(import.meta.dirname, 'line_tables.py')], { maxBuffer: 1 << 28 });
    const codes = JSON.parse(output.toString()) as Told[];
    assert.ok(codes.length > 150);
    const format = layoutOf(`3.${minor}`)?.lines;
    assert.ok(format !== undefined);
    for (const { firstLine, table, lines } of codes) {
      const span = { firstLine, unitCount: lines.length };
      assert.deepEqual(Array.from(decodeLineTable(format, Buffer.from(table, 'hex'), span)), lines);
    }
  });
}
