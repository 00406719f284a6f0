/**
 * Shortens file paths relative to the nearest entry of `sys.path`: the first one that gives the fewest parts, and fewer
 * than the path itself has. Paths are POSIX ones. Remembers what it answered.
 */
export class PathShortener {
  readonly #entries: readonly (readonly string[])[];
  readonly #cwd: readonly string[] | undefined;
  readonly #known = new Map<string, string>();

  /** `cwd` is what relative paths start from; without it they are not compared with absolute ones. */
  constructor(sysPath: readonly string[], options: { readonly cwd?: string } = {}) {
    this.#cwd = options.cwd === undefined ? undefined : partsOf(options.cwd, []);
    this.#entries = sysPath.map((entry) => partsOf(entry, this.#cwd)).filter((parts) => parts !== undefined);
  }

  shorten(path: string): string {
    let short = this.#known.get(path);
    if (short === undefined) {
      short = this.#find(path);
      this.#known.set(path, short);
    }
    return short;
  }

  #find(path: string): string {
    if (!path.includes('/') || URL_SCHEME.test(path)) return path;
    const parts = partsOf(path, this.#cwd);
    let best = path.split('/');
    if (parts === undefined) return path;
    for (const entry of this.#entries) {
      const candidate = relativeParts(parts, entry);
      if (candidate.length < best.length) best = candidate;
    }
    return best.join('/');
  }
}

/** As `node:` and `https:`; a single letter is a drive. */
const URL_SCHEME = /^[a-z][a-z\d+.-]+:/i;

/** Directory names from the root; undefined for a relative path without a known start. */
function partsOf(path: string, cwd: readonly string[] | undefined): string[] | undefined {
  if (!path.startsWith('/') && cwd === undefined) return undefined;
  const parts: string[] = path.startsWith('/') ? [] : [...(cwd ?? [])];
  for (const name of path.split('/')) {
    if (name === '..') parts.pop();
    else if (name !== '' && name !== '.') parts.push(name);
  }
  return parts;
}

function relativeParts(path: readonly string[], start: readonly string[]): string[] {
  let shared = 0;
  while (shared < path.length && shared < start.length && path[shared] === start[shared]) shared++;
  const parts = [...new Array<string>(start.length - shared).fill('..'), ...path.slice(shared)];
  return parts.length === 0 ? ['.'] : parts;
}
