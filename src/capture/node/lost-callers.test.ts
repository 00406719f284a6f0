import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLostCallers } from './lost-callers.ts';
import type { V8Profile } from './v8-profiler.ts';

/** A node for each path of functions, `main>work`; a function stands at the line that its name has among all names. */
function nodesOf(...paths: readonly string[]): V8Profile['nodes'] {
  const names = [...new Set(paths.flatMap((path) => path.split('>')))];
  const callFrame = (functionName: string, url: string): V8Profile['nodes'][number]['callFrame'] => ({
    functionName,
    url,
    scriptId: '1',
    lineNumber: names.indexOf(functionName),
    columnNumber: 0,
  });
  const childrenOf = (path: string): number[] =>
    paths.flatMap((child, at) => (child.split('>').slice(0, -1).join('>') === path ? [at + 2] : []));
  return [
    { id: 1, callFrame: callFrame('(root)', ''), children: childrenOf('') },
    ...paths.map((path, at) => ({
      id: at + 2,
      callFrame: callFrame(path.split('>').at(-1) ?? '', 'file:///app.js'),
      children: childrenOf(path),
    })),
  ];
}

test('a function without callers has those of its nearest sample', () => {
  const nodes = nodesOf('main', 'main>a', 'main>a>work', 'main>b', 'main>b>work', 'work');
  const [a, b, alone] = [3, 5, 6];
  const sampled = Int32Array.of(a, a, a, alone, a, 1, b, alone, b, b, alone, 1, b, a, a, a, a);
  const found = findLostCallers(sampled, { nodes });
  assert.deepEqual([...found], [a, a, a, a, a, 1, b, b, b, b, b, 1, b, a, a, a, a]);
});

test('what is called by the event loop has no callers', () => {
  const seldom = nodesOf('main', 'main>work', 'work');
  const often = Int32Array.of(2, 2, 3, 3, 2, 3);
  assert.deepEqual(findLostCallers(often, { nodes: seldom }), often);
  const calling = nodesOf('main', 'main>work', 'work', 'work>other');
  const sampled = Int32Array.of(2, 2, 2, 2, 3, 2, 2, 2);
  assert.deepEqual(findLostCallers(sampled, { nodes: calling }), sampled);
});
