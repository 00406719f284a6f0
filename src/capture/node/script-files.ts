import * as inspector from 'node:inspector';
import { pathOfUrl, readText, ScriptText } from './script-text.ts';
import { findSourceMap, type ScriptSourceMap } from './source-map.ts';

/** A script as it ran. */
export interface Script {
  readonly path: string;
  readonly text: ScriptText | undefined;
  readonly map: ScriptSourceMap | undefined;
}

/** The scripts of a profile that are files, each read once. */
export class ScriptFiles {
  readonly #scripts = new Map<string, Script | undefined>();
  #namedMaps: ReadonlyMap<string, string> | undefined;

  /** `begin` is a function of the script, as V8 states it. */
  of(url: string, begin: FunctionPlace): Script | undefined {
    if (!this.#scripts.has(url)) this.#scripts.set(url, this.#read(url, begin));
    return this.#scripts.get(url);
  }

  /** A script that was asked for before. */
  known(url: string): Script | undefined {
    return this.#scripts.get(url);
  }

  #read(url: string, begin: FunctionPlace): Script | undefined {
    const path = pathOfUrl(url);
    if (path === undefined) return undefined;
    const text = readText(path);
    if (text === undefined) return { path, text: undefined, map: undefined };
    const script = new ScriptText(text);
    const named = isIn(script, begin) ? undefined : this.#mapNamedAtRun(url);
    return { path, text: script, map: findSourceMap(text, path, named) };
  }

  /** The map that a loader put into the text which V8 saw and the file does not have. */
  #mapNamedAtRun(url: string): string | undefined {
    this.#namedMaps ??= listNamedMaps();
    return this.#namedMaps.get(url);
  }
}

/** Lines and columns count from 0; a line of -1 stands for the code of a module. */
export interface FunctionPlace {
  readonly functionName: string;
  readonly line: number;
  readonly column: number;
}

/** Whether the file has a name where V8 has it; else a loader made another text of it. Asking V8 takes a tenth of a second. */
function isIn(script: ScriptText, { functionName, line, column }: FunctionPlace): boolean {
  const name = /[\w$]+$/.exec(functionName)?.[0];
  if (name === undefined || line < 0) return true;
  return script
    .lineText(line)
    .slice(0, column + name.length + 12)
    .includes(name);
}

function listNamedMaps(): ReadonlyMap<string, string> {
  const maps = new Map<string, string>();
  const session = new inspector.Session();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params }) => {
    if (params.sourceMapURL) maps.set(params.url, params.sourceMapURL);
  });
  session.post('Debugger.enable');
  session.disconnect();
  return maps;
}
