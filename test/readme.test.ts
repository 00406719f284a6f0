import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { parseArguments } from '../src/cli/parse-arguments.ts';
import { findSubcommand } from '../src/cli/subcommands.ts';
import { IN_TIME } from './support/in-time.ts';
import { runCallwise } from './support/run-callwise.ts';
import { sessionText } from './support/session-from-text.ts';

const root = resolve(import.meta.dirname, '..');
const pages = ['README.md', 'CHANGELOG.md', ...globSync('docs/*.md', { cwd: root })];
const readme = readFileSync(join(root, 'README.md'), 'utf8');

function blocksOf(text: string, language: string): string[] {
  return Array.from(text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm))
    .filter((block) => block[1] === language)
    .map((block) => block[2] as string);
}

/** Words as a shell parts them, without comment. */
function wordsOf(line: string): string[] {
  const words = line.replace(/\s+#.*$/, '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g);
  return Array.from(words, (word) => (word[1] ?? word[2] ?? word[3]) as string);
}

test('each command in the README is one that callwise understands', async () => {
  const lines = blocksOf(readme, 'sh').flatMap((block) => block.split('\n'));
  const commands = lines.map(wordsOf).filter(([name]) => name === 'callwise');
  assert.ok(commands.length > 8);
  for (const [, ...args] of commands) {
    if (findSubcommand(args) === undefined) {
      assert.equal(parseArguments(args).kind, 'report', args.join(' '));
      continue;
    }
    const { stdout } = await runCallwise([args[0] as string, '--help']);
    for (const option of args.filter((word) => word.startsWith('-'))) {
      assert.match(stdout, new RegExp(`(^|[\\s,])${option}\\b`), args.join(' '));
    }
  }
});

test('the TypeScript in the README runs', (context) => {
  // Inside the package, which may import itself by name.
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache', 'readme-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const records = [[['main\0/app/main.py\x001'], 1]] as const;
  writeFileSync(join(folder, 'app.pyisession'), JSON.stringify(sessionText(records)));
  copyFileSync(join(root, 'examples', 'orders.ts'), join(folder, 'orders.ts'));
  const blocks = blocksOf(readme, 'ts');
  assert.ok(blocks.length > 0);
  for (const [index, block] of blocks.entries()) {
    const path = join(folder, `block-${index}.ts`);
    writeFileSync(path, block);
    const printed = execFileSync(process.execPath, [path], { ...IN_TIME, cwd: folder, encoding: 'utf8' });
    assert.equal(printed !== '', /\b(print|log)\(/.test(block), block);
  }
});

test('the picture in the README is of the example as it is', () => {
  const example = readFileSync(join(root, 'examples', 'slow_report.py'), 'utf8').split('\n');
  const picture = blocksOf(readme, '').find((block) => block.includes('slow_report.py')) ?? '';
  const calls = Array.from(picture.matchAll(/(\w+) {2}slow_report\.py:(\d+)/g));
  assert.ok(calls.length > 4);
  for (const [, name, line] of calls)
    assert.match(example[Number(line) - 1] ?? '', new RegExp(`def ${name}\\b`));
});

test('what the documents link to is there', () => {
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8');
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
      assert.ok(existsSync(join(root, dirname(page), target as string)), `${page} links to ${target}`);
    }
  }
});
