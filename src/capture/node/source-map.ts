import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import {
  LEAST_UPPER_BOUND,
  originalPositionFor,
  sourceContentFor,
  TraceMap,
} from '@jridgewell/trace-mapping';
import { pathOfUrl, readText, ScriptText } from './script-text.ts';
import { workingFolder } from './working-folder.ts';

/** A place in a source; lines count from 1, columns from 0. */
export interface SourcePlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** What the source calls the thing there. */
  readonly name: string | undefined;
}

const COMMENT = /\/\/[#@] sourceMappingURL=(\S+)[ \t]*$/gm;
const INLINE = /^data:application\/json[^,]*?(;base64)?,/;

/** The way back from a script that was made from others. */
export class ScriptSourceMap {
  readonly #map: TraceMap;
  readonly #folder: string;
  readonly #texts = new Map<string, ScriptText | undefined>();
  /** By path. A map may name one twice: the first counts. */
  #sources: ReadonlyMap<string, string> | undefined;
  #package: string | undefined;

  /** `path` is that of the map, or of the script that holds it. */
  constructor(map: TraceMap, path: string) {
    this.#map = map;
    this.#folder = dirname(path);
  }

  /** Of a line and a column that count from 0. */
  placeOf(line: number, column: number): SourcePlace | undefined {
    const needle = { line: line + 1, column: Math.max(0, column) };
    let found = originalPositionFor(this.#map, needle);
    if (found.source === null) found = originalPositionFor(this.#map, { ...needle, bias: LEAST_UPPER_BOUND });
    if (found.source === null) return undefined;
    const path = this.#pathOf(found.source);
    return { path, line: found.line, column: found.column, name: found.name ?? undefined };
  }

  /** The path of the source, when the script was made of one alone. */
  onlySource(): string | undefined {
    const [source, ...others] = this.#map.resolvedSources;
    return source && others.length === 0 ? this.#pathOf(source) : undefined;
  }

  /** The source itself, out of the map or from disk. */
  textOf(place: SourcePlace): ScriptText | undefined {
    if (this.#texts.has(place.path)) return this.#texts.get(place.path);
    this.#sources ??= new Map(
      this.#map.resolvedSources.toReversed().map((candidate) => [this.#pathOf(candidate), candidate]),
    );
    const source = this.#sources.get(place.path);
    const text = (source ? sourceContentFor(this.#map, source) : null) ?? readText(place.path);
    const script = text === undefined ? undefined : new ScriptText(text);
    this.#texts.set(place.path, script);
    return script;
  }

  /** Bundlers name sources `webpack://name/./src/a.ts`: what follows the name is relative to the package. */
  #pathOf(source: string): string {
    const path = pathOfUrl(source);
    if (path !== undefined) return normalize(path);
    const bundled = /^[a-z-]+:\/\/[^/]*\/(.*)$/.exec(source)?.[1];
    const relative = (bundled ?? source).replace(/\?.*$/, '');
    if (isAbsolute(relative)) return normalize(relative);
    if (bundled === undefined) return join(this.#folder, relative);
    this.#package ??= packageFolder(this.#folder);
    return join(this.#package, relative);
  }
}

/** The nearest folder upwards with a package.json, else the current one. */
function packageFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) return workingFolder();
  }
}

/** The map that a script names, in it or beside it; undefined when there is none that can be read. */
export function findSourceMap(script: string, path: string, named?: string): ScriptSourceMap | undefined {
  const name = named ?? [...script.matchAll(COMMENT)].at(-1)?.[1];
  if (name === undefined || name === '') return undefined;
  try {
    const inline = INLINE.exec(name);
    if (inline === null) return readMapFile(name, path);
    const data = name.slice(inline[0].length);
    const json =
      inline[1] === undefined ? decodeURIComponent(data) : Buffer.from(data, 'base64').toString('utf8');
    return new ScriptSourceMap(new TraceMap(json, path), path);
  } catch {
    // A map that is broken is as good as none: the places in the script are still right.
    return undefined;
  }
}

function readMapFile(name: string, path: string): ScriptSourceMap | undefined {
  const file = pathOfUrl(name) ?? join(dirname(path), decodeURIComponent(name));
  const json = readText(file);
  return json === undefined ? undefined : new ScriptSourceMap(new TraceMap(json, file), file);
}
