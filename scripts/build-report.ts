// Builds the page of HTML reports to the one script that the renderer puts into each of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';

const root = join(import.meta.dirname, '..');
const outDir = join(root, 'dist', 'report');

const NO_FRAMES = '\0no-frames';

/** Frames as objects are for processors of the user's. The page runs none, and is smaller without them. */
const withoutFrameObjects: Plugin = {
  name: 'without-frame-objects',
  enforce: 'pre',
  resolveId: (name) => (name.endsWith('/frame-tree.ts') ? NO_FRAMES : undefined),
  load: (id) =>
    id === NO_FRAMES ? 'export function makeFrames() {} export function readFrames() {}' : undefined,
};
await build({
  root,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  plugins: [withoutFrameObjects],
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
