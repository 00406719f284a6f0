// Builds the page of HTML reports to the one script that the renderer puts into each of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
const outDir = join(root, 'dist', 'report');

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  build: {
    outDir,
    target: ['chrome123', 'firefox128', 'safari18'],
    lib: {
      entry: join(root, 'src', 'report', 'main.ts'),
      formats: ['iife'],
      name: 'callwise',
      fileName: () => 'report.js',
    },
    modulePreload: false,
  },
});

const script = readFileSync(join(outDir, 'report.js'), 'utf8');
if (/<\/script|<!--/i.test(script)) throw new Error('The script cannot stand inside an HTML page.');
