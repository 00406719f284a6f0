import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallEvidence } from '../../src/capture/python/call-evidence.ts';
import { CodeTable } from '../../src/capture/python/code-table.ts';
import { InterpreterFinder } from '../../src/capture/python/find-interpreter.ts';
import { FrameObject } from '../../src/capture/python/frame-object.ts';
import { FrameObjectWalker } from '../../src/capture/python/frame-object-walker.ts';
import { mainThreadOf } from '../../src/capture/python/thread-list.ts';
import { installedPythons } from '../support/pythons.ts';

const WAITING = `
from functools import partial
from time import sleep

class Owner:
    def method(self):
        partial(through_partial)()

def function():
    Owner().method()

def through_partial():
    for _ in generator():
        pass

def generator():
    innermost()
    yield

def innermost():
    print('waits', flush=True)
    sleep(600)

function()
`;

for (const { version, minor, path: python } of installedPythons().filter(({ minor }) => minor <= 10)) {
  test(`a caller shows what it calls, CPython ${version} at ${python}`, {
    skip: process.platform !== 'linux' && 'recording needs Linux',
    timeout: 60_000,
  }, async (context) => {
    const program = spawn(python, ['-c', WAITING], { stdio: ['ignore', 'pipe', 'inherit'] });
    context.after(() => program.kill('SIGKILL'));
    await once(program.stdout, 'data');
    await sleep(100);
    const found = new InterpreterFinder().find(program.pid as number);
    assert.ok(found.kind === 'found');
    const { memory, layout, codeType } = found.interpreter;
    context.after(() => memory.close());
    assert.ok(layout.frames === 'objects', `3.${minor}`);
    const codes = new CodeTable(memory, layout, codeType);
    const thread = mainThreadOf(found.interpreter, program.pid as number)?.address as number;
    const walker = new FrameObjectWalker(memory, layout, { codes, thread });
    assert.equal(walker.walk(0), 'whole');
    const evidence = new CallEvidence(memory, layout, codes.objects);
    const calls = Array.from({ length: walker.depth - 1 }, (_, caller) => {
      const [from, to] = [caller, caller + 1].map((index) => {
        const frame = new FrameObject(memory, layout);
        frame.read(walker.chain.addressAt(index));
        return frame;
      }) as [FrameObject, FrameObject];
      return evidence.ofCall(from, walker.chain.codeAt(caller), to);
    });
    assert.deepEqual(calls, [true, true, true, true, true]);
  });
}
