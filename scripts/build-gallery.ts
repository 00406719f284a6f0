// npm run gallery
// Records the example programs and shows their reports: an index page, and a page a program, in .cache/gallery.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { renderHtml } from '../src/api/html-renderer.ts';
import { Session } from '../src/api/session.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, '.cache', 'gallery');

interface Example {
  readonly program: string;
  /** What to look for in its report. */
  readonly text: string;
  readonly view: 'tree' | 'flame' | 'timeline';
}

const EXAMPLES: readonly Example[] = [
  {
    program: 'slow_report.py',
    text: 'Slow for three reasons: it waits for a service, parses the same settings again and again, and searches a list.',
    view: 'tree',
  },
  {
    program: 'worker_threads.py',
    text: 'Four threads of one program: one computes, one parses, one waits for the others, one for a clock.',
    view: 'timeline',
  },
  {
    program: 'async_crawl.py',
    text: 'Coroutines that wait for each other below an event loop, whose frames are hidden until they are asked for.',
    view: 'flame',
  },
];

function main(): void {
  mkdirSync(folder, { recursive: true });
  const parts = EXAMPLES.map(record);
  writeFileSync(join(folder, 'index.html'), indexPage(parts));
  console.log(`The gallery is ${join(folder, 'index.html')}`);
}

/** The part of the index page about an example. */
function record({ program, text, view }: Example): string {
  const file = join(folder, `${basename(program, '.py')}.pyisession`);
  const callwise = join(root, 'src', 'cli', 'main.ts');
  execFileSync(process.execPath, [callwise, '-o', file, join(root, 'examples', program)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const session = Session.loadSync(file);
  const page = `${basename(program, '.py')}.html`;
  writeFileSync(join(folder, page), renderHtml(session, { title: program, embedSource: true }));
  const fragment = renderHtml(session, { title: program, view, fragment: true });
  return `<section>\n<h2><a href="${page}">${program}</a></h2>\n<p>${text}</p>\n${fragment}</section>\n`;
}

function indexPage(parts: readonly string[]): string {
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Reports of callwise</title>
<style>
html { color-scheme: light dark; }
body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
section { margin: 3rem 0; }
</style>
<h1>Reports of callwise</h1>
<p>Each program below was recorded just now; its name leads to the report as a page of its own.</p>
${parts.join('')}</html>
`;
}

main();
