import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { NODES } from '../support/nodes.ts';
import { temporaryFolder } from '../support/run-callwise.ts';
import { runProgram } from '../support/run-program.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'source-maps');
const PROGRAM = join(import.meta.dirname, 'programs', 'bundled.ts');

function sourceFunctions(folder: string): string[] {
  return [
    `.openShop ${folder}/src/main.ts:3`,
    `.sellEverything.<anonymous> ${folder}/src/shop.ts:19`,
    `.spin ${folder}/src/shop.ts:6`,
    `Shop.sellEverything ${folder}/src/shop.ts:18`,
  ];
}

async function functionsSeen(bundle: string, node = NODES[0]): Promise<string[]> {
  assert.ok(node);
  const [seen = []] = await runProgram<string[]>(node, PROGRAM, bundle);
  return seen;
}

for (const node of NODES) {
  const { skip } = node;
  test(`on Node ${node.major} functions of stripped TypeScript are where they are`, { skip }, async () => {
    assert.deepEqual(await functionsSeen(join(FIXTURES, 'src', 'main.ts'), node), sourceFunctions(FIXTURES));
  });
}

for (const tool of ['tsc', 'esbuild', 'vite', 'webpack', 'swc']) {
  test(`functions in the output of ${tool} are those of the source`, async () => {
    assert.deepEqual(await functionsSeen(join(FIXTURES, tool, 'main.js')), sourceFunctions(FIXTURES));
  });
}

function copyOf(context: TestContext, tool: string): string {
  const folder = temporaryFolder(context);
  cpSync(join(FIXTURES, tool), join(folder, 'made'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}

const IN_SCRIPT = ['.openShop', '.sellEverything.<anonymous>', '.spin', 'Shop.sellEverything'];

test('without its map, or with a broken one, a script is its own source', async (context) => {
  const folder = copyOf(context, 'tsc');
  writeFileSync(join(folder, 'made', 'shop.js.map'), '{ "version": 3, "sources": [');
  writeFileSync(join(folder, 'made', 'main.js.map'), '');
  const seen = await functionsSeen(join(folder, 'made', 'main.js'));
  assert.deepEqual(
    seen.map((text) => text.replace(/ .*/, '')),
    IN_SCRIPT,
  );
  for (const text of seen) assert.match(text, /made\/(?:main|shop)\.js:\d+$/);
});

test('a package among the node_modules has its map too', async (context) => {
  const folder = copyOf(context, 'tsc');
  const installed = join(folder, 'node_modules', 'shop');
  mkdirSync(installed, { recursive: true });
  cpSync(FIXTURES, installed, { recursive: true });
  const seen = await functionsSeen(join(installed, 'tsc', 'main.js'));
  assert.deepEqual(seen, sourceFunctions(installed));
});
