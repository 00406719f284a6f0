import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { test } from 'node:test';

const root = resolve(import.meta.dirname, '..');

/** What a layer may import beside itself; type imports count. The drawing is in docs/architecture.md. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  model: [],
  'call-tree': ['model'],
  session: ['model', 'call-tree'],
  processors: ['model', 'call-tree'],
  formats: ['model', 'call-tree', 'session', 'processors'],
  capture: ['model', 'call-tree', 'session'],
  'report-data': ['model', 'call-tree', 'session'],
  renderers: ['model', 'call-tree', 'session', 'processors', 'formats', 'report-data'],
  report: ['model', 'call-tree', 'session', 'processors', 'report-data', 'renderers'],
  api: ['model', 'call-tree', 'session', 'processors', 'formats', 'capture', 'renderers'],
  middleware: ['api', 'capture'],
  register: ['model', 'call-tree', 'session', 'formats', 'capture', 'renderers'],
  cli: ['model', 'call-tree', 'session', 'processors', 'formats', 'capture', 'renderers', 'api', 'register'],
};

const MOST_LINES = 600;
const MEDIAN_LINES = 120;

const files: readonly string[] = globSync('{src,test,scripts,benchmarks,examples}/**/*.{ts,tsx}', {
  cwd: root,
})
  .map((path) => path.split(sep).join('/'))
  .sort();
const sources = files.filter((path) => path.startsWith('src/') && !path.endsWith('.test.ts'));

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

const IMPORT = /^\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/gm;

/** Module names as written, of static, dynamic and re-exporting imports. */
function importsOf(text: string): string[] {
  return Array.from(text.matchAll(IMPORT), (match) => (match[1] ?? match[2]) as string);
}

/** The files of this repository that a file imports, as paths from its root. */
function localImportsOf(path: string): string[] {
  return importsOf(read(path))
    .filter((name) => name.startsWith('.'))
    .map((name) =>
      // A style sheet is imported as text by its name and `?inline`.
      relative(root, resolve(root, dirname(path), name.replace(/\?inline$/, '')))
        .split(sep)
        .join('/'),
    );
}

function layerOf(path: string): string {
  return path.split('/')[1] as string;
}

/** Code alone: comments and the contents of plain strings are blanked out. */
function withoutText(source: string): string {
  return source.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g,
    (found) => found.charAt(0) + found.replace(/[^\n]/g, ' ').slice(1),
  );
}

/** The first ring among the imports, as the files along it; found with a stack of its own, as import chains are long. */
function findRing(importsOfFile: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const finished = new Set<string>();
  for (const start of importsOfFile.keys()) {
    const way: { file: string; next: number }[] = [{ file: start, next: 0 }];
    while (way.length > 0) {
      const top = way[way.length - 1] as { file: string; next: number };
      const target = importsOfFile.get(top.file)?.[top.next++];
      if (target === undefined) {
        finished.add(top.file);
        way.pop();
        continue;
      }
      const at = way.findIndex((step) => step.file === target);
      if (at >= 0) return [...way.slice(at).map((step) => step.file), target];
      if (!finished.has(target)) way.push({ file: target, next: 0 });
    }
  }
  return undefined;
}

test('an import names a layer below, never one above or beside', () => {
  const violations = sources.flatMap((path) =>
    localImportsOf(path)
      .filter((target) => target.startsWith('src/') && layerOf(target) !== layerOf(path))
      .filter((target) => ALLOWED[layerOf(path)]?.includes(layerOf(target)) !== true)
      .map((target) => `${path} imports ${target}: ${explainLayer(layerOf(path))}`),
  );
  assert.deepEqual(violations, [], `imports against the layers\n${violations.join('\n')}`);
});

function explainLayer(layer: string): string {
  const allowed = ALLOWED[layer];
  if (allowed === undefined) return `src/${layer} is not a layer of docs/architecture.md`;
  return `${layer} may import ${allowed.length > 0 ? allowed.join(', ') : 'no other layer'} (types too)`;
}

test('the compiler knows the same layers, and docs/architecture.md describes each', () => {
  const page = read('docs/architecture.md');
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  for (const { name } of folders) {
    assert.ok(ALLOWED[name], `src/${name} is not a layer: give it a place in docs/architecture.md and here`);
    assert.match(page, new RegExp(`^\\| ${name}[ /|]`, 'm'), `docs/architecture.md has no row for ${name}`);
    const project: unknown = JSON.parse(read(`src/${name}/tsconfig.json`));
    for (const reference of referencesOf(project)) {
      assert.ok(
        ALLOWED[name]?.includes(reference),
        `src/${name}/tsconfig.json refers to ${reference}: ${explainLayer(name)}`,
      );
    }
  }
});

function referencesOf(project: unknown): string[] {
  const references = (project as { references?: { path: string }[] }).references ?? [];
  return references.map(({ path }) => path.replace('../', ''));
}

test('what ships imports nothing from tests, scripts and benchmarks, and every import names a file', () => {
  for (const path of files) {
    for (const target of localImportsOf(path)) {
      assert.ok(existsSync(join(root, target)), `${path} imports ${target}, which is not there`);
      if (sources.includes(path)) assert.ok(target.startsWith('src/'), `${path} imports ${target}`);
    }
  }
});

test('imports make no ring, type imports included', () => {
  const ring = findRing(new Map(files.map((path) => [path, localImportsOf(path)])));
  assert.equal(ring, undefined, `a ring of imports: ${ring?.join(' -> ')}`);
});

test('the search for rings finds one and leaves a diamond alone', () => {
  const diamond = new Map([
    ['a', ['b', 'c']],
    ['b', ['d']],
    ['c', ['d']],
    ['d', []],
  ]);
  assert.equal(findRing(diamond), undefined);
  assert.deepEqual(findRing(new Map([...diamond, ['d', ['c']]])), ['d', 'c', 'd']);
});

test('the search for imports sees every kind of them', () => {
  const text = [
    "import a, { type B } from 'a';",
    "import type {\n  C,\n} from 'c';",
    "export { d } from 'd';",
    "export * from 'e';",
    "import 'f';",
    "const g = await import('g');",
    "type H = import('h').H;",
  ].join('\n');
  assert.deepEqual(importsOf(text), ['a', 'c', 'd', 'e', 'f', 'g', 'h']);
});

test(`files stay short: none over ${MOST_LINES} lines, the median under ${MEDIAN_LINES}`, () => {
  const lengths = files.map((path) => ({ path, lines: read(path).split('\n').length - 1 }));
  const long = lengths.filter(({ lines }) => lines > MOST_LINES);
  assert.deepEqual(long, [], `split what is too long: ${long.map(({ path }) => path).join(', ')}`);
  const shipped = lengths.filter(({ path }) => sources.includes(path)).map(({ lines }) => lines);
  const median = shipped.sort((a, b) => a - b)[shipped.length >> 1] as number;
  assert.ok(median < MEDIAN_LINES, `the median of src is ${median} lines`);
});

test('nothing is hidden from the compiler or the linter', () => {
  const silencers = ['@ts-ignore', '@ts-expect-error', '@ts-nocheck', 'biome-ignore'];
  for (const path of files.filter((file) => file !== 'test/architecture.test.ts')) {
    const source = read(path);
    for (const silencer of silencers) assert.ok(!source.includes(silencer), `${path} has ${silencer}`);
    const untyped = /(?:\bas|[:<|&=[])\s*any\b(?!\s*[:(])/.exec(withoutText(source));
    assert.equal(untyped, null, `${path} uses the type any: ${untyped?.[0]}`);
  }
});

/** What of `src/capture/node` runs in a process of callwise's own. */
const ATTACHING = /attach-node|opened-inspector|original-globals/;
const REPLACEABLE =
  /\b(?:performance|Date)\.now\b|\bMath\.random\b|\bnew Date\(\)|(?<![\w.])(?:set|clear)(?:Immediate|Timeout|Interval)\(/;

test('what runs in programs uses none of the globals that they replace', () => {
  const found = sources
    .filter((path) => /^src\/(?:capture\/node|register|api|middleware)\//.test(path) && !ATTACHING.test(path))
    .filter((path) => REPLACEABLE.test(withoutText(read(path))));
  assert.deepEqual(found, [], `use src/capture/node/original-globals.ts: ${found.join(', ')}`);
});

test('folders are named for what they hold', () => {
  const bins = /\/(?:utils?|helpers?|common|types|misc|shared)\//;
  const found = files.filter((path) => bins.test(path));
  assert.deepEqual(found, [], `name the idea, not the drawer: ${found.join(', ')}`);
  const misnamed = files.filter((path) => !/^[a-z0-9./-]+$/.test(path));
  assert.deepEqual(misnamed, [], `file names are kebab-case: ${misnamed.join(', ')}`);
});

test('docs/architecture.md says what each runtime dependency is for', () => {
  const page = read('docs/architecture.md');
  const { dependencies = {} } = JSON.parse(read('package.json')) as { dependencies?: Record<string, string> };
  for (const name of Object.keys(dependencies)) {
    assert.ok(page.includes(`\`${name}\``), `docs/architecture.md does not name \`${name}\``);
  }
});

test('the tree names no registry host', () => {
  for (const path of ['package-lock.json', '.npmrc']) {
    assert.doesNotMatch(read(path), /"resolved"|https?:\/\/[^"\s]*registry/, `${path} names a host`);
  }
});
