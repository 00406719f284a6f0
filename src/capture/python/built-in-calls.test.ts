import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodeTable } from './code-table.ts';
import { DataStackImage } from './data-stack-image.ts';
import { cpython311 } from './layouts/cpython-3-11.ts';
import { cpython312 } from './layouts/cpython-3-12.ts';
import { cpython313 } from './layouts/cpython-3-13.ts';
import { cpython314 } from './layouts/cpython-3-14.ts';
import { cpython315 } from './layouts/cpython-3-15.ts';
import { put } from './memory-image.ts';
import type { Memory } from './process-memory.ts';
import type { StackWalker } from './stack-walker.ts';
import { walkerOf } from './walker-of.ts';

const NAMES = ['<module>', 'main', 'leaf'];

function walkerOver(image: DataStackImage, memory: Memory = image): StackWalker {
  const codes = new CodeTable(memory, image.layout, image.codeType);
  return walkerOf(memory, image.layout, { codes, thread: image.thread });
}

function builtIn(walker: StackWalker, now: number): string | undefined {
  assert.equal(walker.walk(now), 'whole');
  return walker.builtIn(walker.depth - 1, now);
}

for (const layout of [cpython311, cpython312, cpython313, cpython314, cpython315]) {
  test(`CPython ${layout.version}: a stack waits for the C function that its innermost call has on the value stack`, () => {
    const image = new DataStackImage(layout, NAMES);
    assert.equal(builtIn(walkerOver(image), 1), undefined);
    image.callBuiltIn('sleep');
    assert.equal(builtIn(walkerOver(image), 1), 'sleep');
  });

  test(`CPython ${layout.version}: a method has the name of its receiver's class, which must be one that has it`, () => {
    const image = new DataStackImage(layout, NAMES);
    const owner = image.makeType('list');
    const derived = image.makeType('collections.Row');
    put(image.bytesAt(derived), layout.builtIn.baseType, owner);
    image.callBuiltIn('sort', { owner, receiver: image.makeInstance(owner) });
    assert.equal(builtIn(walkerOver(image), 1), 'list.sort');
    image.callBuiltIn('sort', { owner, receiver: image.makeInstance(derived) });
    assert.equal(builtIn(walkerOver(image), 1), 'Row.sort');
    image.callBuiltIn('sort', { owner, receiver: image.makeInstance(image.makeType('dict')) });
    assert.equal(builtIn(walkerOver(image), 1), undefined);
  });

  test(`CPython ${layout.version}: a call that is over when its name is read counts when its instruction makes it often`, () => {
    const image = new DataStackImage(layout, NAMES);
    image.callBuiltIn('len');
    let hasGoneOn = false;
    const walker: StackWalker = walkerOver(image, {
      read(address, into, length) {
        const isRead = image.read(address, into, length);
        // Whatever is looked at of the frame alone after the walk shows that it has gone on.
        if (hasGoneOn && walker.chain.indexOf(address) >= 0) into.fill(0, 0, length);
        return isRead;
      },
    });
    const names = Array.from({ length: 5 }, (_, i) => {
      hasGoneOn = false;
      assert.equal(walker.walk(i * 100), 'whole');
      hasGoneOn = true;
      return walker.builtIn(walker.depth - 1, i * 100);
    });
    assert.deepEqual(names, [undefined, undefined, undefined, 'len', 'len']);
  });
}
