import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CodeTable } from '../../src/capture/python/code-table.ts';
import { openPython } from '../../src/capture/python/open-python.ts';
import { readSysFacts } from '../../src/capture/python/sys-facts.ts';

const CODES = `
import sys
count, name = int(sys.argv[1]), 'n' * int(sys.argv[2])
code = (lambda: 0).__code__.replace(co_name=name)
codes = [code.replace(co_firstlineno=line + 1) for line in range(count)]
for code in codes: print(id(code))
sys.stdout.flush()
sys.stdin.read()
`;

const PATHS = `
import sys
sys.path[:] = ['/first', '\\U0001f600' * 65000, '/second', *['/' + 'x' * int(sys.argv[1])] * 9000]
print('on', flush=True)
sys.stdin.read()
`;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const options = { timeout: 120_000, skip: process.platform !== 'linux' && 'recording needs Linux' };

/** At few of them the table is nearly full. */
for (const { name, few, many } of [
  { name: 1, few: 18_000, many: 72_000 },
  { name: 4000, few: 3500, many: 21_000 },
]) {
  test(
    `code objects with names of ${name} at ever new addresses are not all kept`,
    options,
    async (context) => {
      const { pid, lines } = await start(context, CODES, [String(many), String(name)], many);
      const { interpreter } = await openPython(pid);
      const { memory, layout, codeType } = interpreter;
      const codes = new CodeTable(memory, layout, codeType);
      const empty = heapBytes();
      const bytes: number[] = [];
      for (const [index, address] of lines.entries()) {
        assert.equal(codes.at(Number(address), index)?.name.length, name);
        if (index + 1 === few || index + 1 === many) bytes.push(heapBytes() - empty);
      }
      const [less = 0, more = 0] = bytes;
      assert.ok(more < less * 2, `${less} bytes for ${few}, ${more} for ${many}`);
      memory.close();
    },
  );
}

test('names of code objects are kept in part', options, async (context) => {
  const { pid, lines } = await start(context, CODES, ['1', '60000'], 1);
  const { interpreter } = await openPython(pid);
  const code = new CodeTable(interpreter.memory, interpreter.layout, interpreter.codeType).at(
    Number(lines[0]),
    1,
  );
  assert.match(code?.name ?? '', /^n{4096}$/);
  interpreter.memory.close();
});

test('of sys.path no more is read than a program needs', options, async (context) => {
  const lengths: number[] = [];
  for (const length of [10, 4000, 60_000]) {
    const { pid } = await start(context, PATHS, [String(length)], 1);
    const { interpreter } = await openPython(pid);
    const { path = [] } = readSysFacts(interpreter) ?? {};
    assert.deepEqual(
      path.slice(0, 2).map((text) => text.slice(0, 10)),
      ['/first', '/second'],
    );
    lengths.push(path.join('').length);
    interpreter.memory.close();
  }
  const [short = 0, long = 0, longer = 0] = lengths;
  assert.ok(long < short * 100 && longer < long, `${lengths.join(', ')} characters`);
});

async function start(
  context: TestContext,
  program: string,
  args: readonly string[],
  count: number,
): Promise<{ readonly pid: number; readonly lines: readonly string[] }> {
  const child = spawn('python3', ['-c', program, ...args]);
  context.after(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) if (lines.push(line) === count) break;
  return { pid: child.pid as number, lines };
}

function heapBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
