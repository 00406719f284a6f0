import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CodeScope, scanScopes } from './code-scopes.ts';

/** Texts over this many characters are not searched for classes: that would hold up the end of a recording. */
const MOST_CHARACTERS = 4_000_000;

/** A source text with what stands where in it. Lines and columns count from 0. */
export class ScriptText {
  readonly text: string;
  #lineStarts: number[] | undefined;
  #scopes: readonly CodeScope[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The class whose member begins there, and the named function around, each absent where there is none. */
  surroundings(line: number, column: number): { className?: string; functionName?: string } {
    this.#scopes ??= this.text.length > MOST_CHARACTERS ? [] : scanScopes(this.text);
    const offset = (this.#starts()[line] ?? 0) + column;
    let innermost: CodeScope | undefined;
    let functionName: string | undefined;
    for (const scope of this.#scopes) {
      if (scope.begin > offset) break;
      if (scope.end <= offset) continue;
      innermost = scope;
      if (scope.kind === 'function') functionName = scope.name;
    }
    const className = innermost?.kind === 'class' ? innermost.name : '';
    return {
      ...(className === '' ? {} : { className }),
      ...(functionName === undefined ? {} : { functionName }),
    };
  }

  get lineCount(): number {
    return this.#starts().length;
  }

  lineText(line: number): string {
    const starts = this.#starts();
    return this.text.slice(starts[line] ?? this.text.length, starts[line + 1]);
  }

  #starts(): readonly number[] {
    if (this.#lineStarts !== undefined) return this.#lineStarts;
    const starts = [0];
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
    return starts;
  }
}

/** The text of a file; undefined when it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The path of a script that is a file. */
export function pathOfUrl(url: string): string | undefined {
  if (url.startsWith('/')) return url;
  if (!url.startsWith('file://')) return undefined;
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}
