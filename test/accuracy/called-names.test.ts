import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CalledNames } from '../../src/capture/python/called-names.ts';
import { CodeTable } from '../../src/capture/python/code-table.ts';
import { InterpreterFinder } from '../../src/capture/python/find-interpreter.ts';
import { Sampler } from '../../src/capture/python/sampler.ts';
import { NO_CALLABLE } from '../../src/capture/python/stack-depths.ts';
import { mainThreadOf } from '../../src/capture/python/thread-list.ts';
import { temporaryFolder, untilPrinted } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';

/** A call a line; which ones cannot be of `last` is known, for they load another global. */
const PROGRAM = `import time
def other(*args, **kwargs): return None
def last(value=0):
    print('on', flush=True)
    time.sleep(60)
def caller(local, table):
    other()                 # stray
    other(1, 2 if local else 3)  # stray
    other(*table)           # stray
    other(a=1, b=[n for n in table] if table else None)
    ''.join(())
    local()
    table[0]()
    last(1 if table else 2)
caller(other, [other])
`;
const LINES = PROGRAM.split('\n');
const STRAY = /# stray/;

for (const { version, path: python, minor } of supportedPythons().filter((one) => one.minor < 11)) {
  test(`an instruction is known not to call a function by what it loads, Python ${version}`, async (context) => {
    const path = join(temporaryFolder(context), 'app.py');
    writeFileSync(path, PROGRAM);
    const child = spawn(python, [path], { stdio: ['ignore', 'pipe', 'ignore'] });
    context.after(() => child.kill('SIGKILL'));
    await untilPrinted(child, 'on');
    const found = new InterpreterFinder().find(child.pid as number);
    assert.equal(found.kind, 'found');
    if (found.kind !== 'found') return;
    const { interpreter } = found;
    context.after(() => interpreter.memory.close());
    const { memory, layout, codeType } = interpreter;
    assert.ok(layout.frames === 'objects', `3.${minor}`);
    const thread = mainThreadOf(interpreter, child.pid as number)?.address as number;
    const sampler = new Sampler(interpreter, thread);
    assert.equal(sampler.take(0), 'whole');
    const [, caller, last] = [0, 1, 2].map((at) => sampler.chain.codeAt(at));
    assert.ok(caller?.name === 'caller' && last?.name === 'last');
    const { objects } = new CodeTable(memory, layout, codeType);
    const names = new CalledNames(objects, layout);
    const strays = new Set<number>();
    const named = new Set<number>();
    caller.depths(objects, layout).callables.forEach((slot, unit) => {
      const line = caller.lineAt(unit, objects);
      const isStray = names.isStray(caller, unit, last);
      if (isStray) strays.add(line);
      if (names.isNamed(caller, unit, last)) named.add(line);
      // What is loaded for a call with a comprehension among its arguments is not settled; that of no global is not known.
      if (!isStray || slot === NO_CALLABLE) return;
      assert.match(LINES[line - 1] as string, /^ {4}other\(/, `line ${line}`);
    });
    const expected = LINES.flatMap((text, at) => (STRAY.test(text) ? [at + 1] : []));
    assert.deepEqual(
      expected.filter((line) => !strays.has(line)),
      [],
    );
    assert.equal(expected.length, 3);
    const calls = LINES.findIndex((text) => text.startsWith('    last(')) + 1;
    assert.deepEqual([...named], [calls]);
  });
}
