import { parseIdentifier } from '../../call-tree/identifier.ts';
import { textOfCallFrame } from './call-frame-text.ts';
import type { ProfileNode } from './v8-profile.ts';

const PACKAGES = '/node_modules/';

/** What the files of a profile tell of where the program and its libraries are. */
export function javaScriptPaths(nodes: readonly ProfileNode[]): {
  readonly sysPath: readonly string[];
  readonly sysPrefixes: readonly string[];
} {
  const paths = new Set<string>();
  for (const { callFrame } of nodes) {
    const { filePath } = parseIdentifier(textOfCallFrame(callFrame));
    if (filePath?.startsWith('/')) paths.add(filePath);
  }
  const own = [...paths].filter((path) => !path.includes(PACKAGES));
  const packages = [...paths]
    .filter((path) => path.includes(PACKAGES))
    .map((path) => path.slice(0, path.indexOf(PACKAGES) + PACKAGES.length));
  const folder = commonFolder(own);
  return {
    sysPath: folder === undefined ? [] : [folder],
    sysPrefixes: ['node:', ...new Set(packages)],
  };
}

/** The innermost folder that all files are in; undefined when that is the root, or there are none. */
function commonFolder(paths: readonly string[]): string | undefined {
  let common: readonly string[] | undefined;
  for (const path of paths) {
    const folders = path.split('/').slice(0, -1);
    const known: readonly string[] = common ?? folders;
    const end = known.findIndex((name, at) => name !== folders[at]);
    common = end < 0 ? known : known.slice(0, end);
  }
  return common === undefined || common.length < 2 ? undefined : common.join('/');
}
