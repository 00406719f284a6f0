import type { SiteFrame } from './call-path.ts';
import { type FunctionPlace, type Script, ScriptFiles } from './script-files.ts';
import type { SourcePlace } from './source-map.ts';
import type { V8CallFrame } from './v8-profiler.ts';

/** A function in the terms of its source. */
export interface NamedFrame {
  /** `function NUL file NUL firstLine`. */
  readonly identifier: string;
  readonly className: string | undefined;
  /** Where its source is, to name running lines. */
  readonly path: string;
  readonly url: string;
}

const MODULE = '<module>';
const ANONYMOUS = '<anonymous>';
const BUILT_IN = '<built-in>';
const STRING = '<string>';

/** Says of V8's frames what the source says: file and line through source maps, classes of methods, names for functions without one. */
export class FrameNamer {
  readonly #scripts = new ScriptFiles();
  readonly #known = new Map<string, NamedFrame>();

  ofCallFrame({ functionName, scriptId, url, lineNumber, columnNumber }: V8CallFrame): NamedFrame {
    return this.#named({
      functionName,
      isBuiltIn: scriptId === '0',
      url,
      line: lineNumber,
      column: columnNumber,
    });
  }

  /** The same function as V8's profile has it. */
  ofSite({ functionName, url, enclosingLine, enclosingColumn }: SiteFrame): NamedFrame {
    const isModule = functionName === '' && enclosingLine <= 1 && enclosingColumn <= 1;
    const line = isModule ? -1 : enclosingLine - 1;
    return this.#named({ functionName, isBuiltIn: url === '', url, line, column: enclosingColumn - 1 });
  }

  /** The line in the source of a line of the script; both count from 1. Undefined where it belongs to another file. */
  sourceLine(frame: NamedFrame, line: number): number | undefined {
    const script = this.#scripts.known(frame.url);
    if (script?.text !== undefined && line > script.text.lineCount) return undefined;
    const map = script?.map;
    if (map === undefined) return line;
    const place = map.placeOf(line - 1, Number.MAX_SAFE_INTEGER);
    return place?.path === frame.path ? place.line : undefined;
  }

  #named(begin: FunctionBegin): NamedFrame {
    const key = `${begin.functionName}\x00${begin.url}\x00${begin.line}\x00${begin.column}\x00${begin.isBuiltIn}`;
    let frame = this.#known.get(key);
    if (frame === undefined) {
      frame = this.#find(begin);
      this.#known.set(key, frame);
    }
    return frame;
  }

  #find(begin: FunctionBegin): NamedFrame {
    const { functionName, url } = begin;
    if (url === '') {
      const name = functionName || (begin.isBuiltIn ? ANONYMOUS : '(eval)');
      const path = begin.isBuiltIn ? BUILT_IN : STRING;
      return frameOf({ name, path, line: begin.isBuiltIn ? 0 : begin.line + 1, className: undefined, url });
    }
    if (begin.line < 0 || (functionName === '' && begin.line === 0 && begin.column === 0)) {
      return this.#module(begin);
    }
    const script = this.#scripts.of(url, begin);
    if (script === undefined) {
      return frameOf({
        name: functionName || ANONYMOUS,
        path: url,
        line: begin.line + 1,
        className: undefined,
        url,
      });
    }
    return inScript(begin, script);
  }

  /** Of a bundle of many sources the code around them all belongs to the bundle. */
  #module(begin: FunctionBegin): NamedFrame {
    const { url } = begin;
    const script = this.#scripts.of(url, begin);
    const path = script?.map?.onlySource() ?? script?.path ?? url;
    return frameOf({ name: MODULE, path, line: 1, className: undefined, url });
  }
}

interface FunctionBegin extends FunctionPlace {
  readonly isBuiltIn: boolean;
  readonly url: string;
}

function inScript(begin: FunctionBegin, script: Script): NamedFrame {
  const { functionName, line, column, url } = begin;
  const place = script.map?.placeOf(line, column);
  const text = place === undefined ? script.text : script.map?.textOf(place);
  const { className, functionName: outer } =
    text?.surroundings(place === undefined ? line : place.line - 1, place?.column ?? column) ?? {};
  const ownName = sourceName(begin, script, place) ?? functionName;
  const name = ownName || (outer === undefined ? ANONYMOUS : `${outer}.${ANONYMOUS}`);
  return frameOf({
    name,
    path: place?.path ?? script.path,
    line: place?.line ?? line + 1,
    // A constructor has the name of its class already, and V8 may have found out more than the name of a method.
    className: name === className || name.includes('.') ? undefined : className,
    url,
  });
}

/** What the source calls a function that was renamed, or lost its name: it stands there or right before the parameters. */
function sourceName(
  begin: FunctionBegin,
  script: Script,
  place: SourcePlace | undefined,
): string | undefined {
  if (place === undefined) return undefined;
  if (begin.functionName === '') {
    const line =
      script.map
        ?.textOf(place)
        ?.lineText(place.line - 1)
        .slice(place.column) ?? '';
    return DECLARATION.exec(line)?.[1];
  }
  const ofName = script.map?.placeOf(begin.line, begin.column - begin.functionName.length);
  return ofName?.line === place.line ? (ofName.name ?? place.name) : undefined;
}

const DECLARATION = /^(?:async\s+)?function\b\s*\*?\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)/u;

function frameOf(parts: {
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly className: string | undefined;
  readonly url: string;
}): NamedFrame {
  const { name, path, line, className, url } = parts;
  return { identifier: `${name}\x00${path}\x00${line}`, className, path, url };
}
