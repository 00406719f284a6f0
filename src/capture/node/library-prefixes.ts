import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { pathOfUrl } from './script-text.ts';
import { workingFolder } from './working-folder.ts';

const NODE_MODULES = /^.*?\/node_modules\//;

/**
 * Beginnings of the paths of code that the running JavaScript program did not bring along as its own: Node's modules, WebAssembly, and
 * each `node_modules` folder from which the program, started here, can import or did import: `urls` are its scripts.
 */
export function libraryPrefixes(urls: Iterable<string> = []): string[] {
  // Of code that is given as text it is no path.
  const entry = process.argv[1] ?? '';
  const folder = workingFolder();
  const starts = isAbsolute(entry) ? [folder, dirname(entry)] : [folder];
  const searched = starts.flatMap((start) => createRequire(join(start, 'x')).resolve.paths('x') ?? []);
  const installed = dirname(dirname(process.execPath));
  // A profile has a function of a script ten thousand times.
  const seen = [...new Set(urls)].flatMap((url) => NODE_MODULES.exec(pathOfUrl(url) ?? '')?.[0] ?? []);
  return [...new Set(['node:', 'wasm:', ...searched, join(installed, 'lib', 'node_modules'), ...seen])];
}
