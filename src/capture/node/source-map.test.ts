import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { TraceMap } from '@jridgewell/trace-mapping';
import { temporaryFolder } from '../../../test/support/run-callwise.ts';
import { ScriptSourceMap } from './source-map.ts';

/** Of a bundle of so many sources, a line each; the path of the bundle. */
function bundleMap(path: string, sources: number): ScriptSourceMap {
  const decoded = {
    version: 3 as const,
    names: [],
    sources: Array.from({ length: sources }, (_, index) => `webpack://name/./src/${index}.ts`),
    sourcesContent: Array.from({ length: sources }, (_, index) => `text ${index}`),
    mappings: Array.from({ length: sources }, (_, index): [number, number, number, number][] => [
      [0, index, 0, 0],
    ]),
  };
  return new ScriptSourceMap(new TraceMap(decoded), path);
}

/** Microseconds of CPU time that it takes to find the texts of all. */
function timeOfTexts(map: ScriptSourceMap, folder: string, sources: number): number {
  const begin = process.cpuUsage();
  for (let index = 0; index < sources; index++) {
    const place = map.placeOf(index, 0);
    assert.equal(place?.path, join(folder, 'src', `${index}.ts`));
    assert.equal(map.textOf(place)?.text, `text ${index}`);
  }
  const { user, system } = process.cpuUsage(begin);
  return user + system;
}

test('a text is found as fast among many sources as among few', (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'package.json'), '{}');
  const bundle = join(folder, 'a', 'b', 'bundle.js');
  const [few, many] = [20, 1000];
  let amongFew = 0;
  for (let done = 0; done < many; done += few) {
    amongFew += timeOfTexts(bundleMap(bundle, few), folder, few);
  }
  const amongMany = timeOfTexts(bundleMap(bundle, many), folder, many);
  assert.ok(amongMany < 10 * amongFew, `${amongMany} and ${amongFew} us`);
});

test('of two sources of one path the first counts', () => {
  const map = new TraceMap({
    version: 3,
    names: [],
    sources: ['a.ts', 'a.ts'],
    sourcesContent: ['first', 'second'],
    mappings: '',
  });
  const place = { path: '/made/a.ts', line: 1, column: 0, name: undefined };
  assert.equal(new ScriptSourceMap(map, '/made/a.js').textOf(place)?.text, 'first');
});
