/** A class or a named function of a source text, from its opening brace to its closing one, as offsets. */
export interface CodeScope {
  readonly kind: 'class' | 'function';
  readonly name: string;
  readonly begin: number;
  end: number;
}

const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"|[\p{ID_Start}$_#@][\p{ID_Continue}$\u200c\u200d]*|\d[\w.]*|=>|[^\s]/uy;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/\w*/y;
/** What ends an operand, behind which a slash divides. */
const OPERAND_END = /^[\p{ID_Continue}$)\]}'"`]+$/u;
const BEFORE_REGEX = new Set(['return', 'typeof', 'case', 'in', 'of', 'void', 'delete', 'await', 'yield']);
const STATEMENTS = new Set(['if', 'for', 'while', 'switch', 'catch', 'with']);

/**
 * Where classes and named functions stand in JavaScript or TypeScript, in the order in which they begin. A scan of words
 * and brackets, not a parser: V8 says where functions are, this says in which class or function that is. What it does not
 * understand gets no scope.
 */
export function scanScopes(source: string): CodeScope[] {
  return new ScopeScan(source).run();
}

interface OpenBracket {
  readonly bracket: string;
  /** The scope that ends with it. */
  readonly scope: CodeScope | undefined;
  /** The name before a parenthesis. */
  readonly name: string | undefined;
}

class ScopeScan {
  readonly #source: string;
  readonly #scopes: CodeScope[] = [];
  readonly #open: OpenBracket[] = [];
  #at = 0;
  #previous = '';
  /** Of the class whose body has not begun yet; empty for one without a name. */
  #className: string | undefined;
  /** What stood before the parentheses that closed last, while they can still be those of parameters. */
  #functionName: string | undefined;
  /** The same, behind the colon of a type that a function returns. */
  #typedName: string | undefined;

  constructor(source: string) {
    this.#source = source;
  }

  run(): CodeScope[] {
    for (let token = this.#next(); token !== undefined; token = this.#next()) {
      this.#take(token);
      this.#previous = token;
    }
    return this.#scopes;
  }

  #next(): string | undefined {
    const source = this.#source;
    while (this.#at < source.length) {
      const code = source.charCodeAt(this.#at);
      if (code <= 32) {
        this.#at++;
        continue;
      }
      const pattern = code === 47 && this.#isRegexHere() ? REGEX : TOKEN;
      pattern.lastIndex = this.#at;
      const token = pattern.exec(source)?.[0] ?? source.charAt(this.#at);
      this.#at += token.length;
      if (token.startsWith('//') || token.startsWith('/*')) continue;
      return pattern === REGEX ? '"regex"' : token;
    }
    return undefined;
  }

  #isRegexHere(): boolean {
    const following = this.#source.charAt(this.#at + 1);
    if (following === '/' || following === '*') return false;
    return BEFORE_REGEX.has(this.#previous) || !OPERAND_END.test(this.#previous);
  }

  #take(token: string): void {
    switch (token) {
      case '`':
        this.#template();
        return;
      case '(':
      case '[':
        this.#open.push({ bracket: token, scope: undefined, name: this.#nameBefore() });
        return;
      case '{':
        this.#brace();
        return;
      case ')':
      case ']':
      case '}':
        this.#close(token);
        return;
      case ':':
        if (this.#previous === ')') this.#typedName = this.#functionName;
        return;
      case ';':
      case ',':
      case '=>':
        this.#functionName = undefined;
        this.#typedName = undefined;
        return;
      case 'class':
        if (this.#previous !== '.') this.#className = '';
        return;
      default:
        if (this.#className === '' && this.#previous === 'class' && token !== 'extends')
          this.#className = token;
    }
  }

  #nameBefore(): string | undefined {
    return /^[\p{ID_Start}$_#]/u.test(this.#previous) ? this.#previous : undefined;
  }

  #brace(): void {
    const isCode = this.#previous !== '(' && this.#previous !== ',' && this.#previous !== '=';
    const name = isCode && this.#previous !== '=>' ? (this.#functionName ?? this.#typedName) : undefined;
    let scope: CodeScope | undefined;
    if (this.#className !== undefined) scope = this.#begin('class', this.#className);
    else if (name !== undefined && !STATEMENTS.has(name)) scope = this.#begin('function', name);
    this.#className = undefined;
    this.#functionName = undefined;
    if (scope !== undefined) this.#typedName = undefined;
    this.#open.push({ bracket: '{', scope, name: undefined });
  }

  #begin(kind: CodeScope['kind'], name: string): CodeScope {
    const scope = { kind, name, begin: this.#at, end: this.#source.length };
    this.#scopes.push(scope);
    return scope;
  }

  #close(token: string): void {
    const opened = this.#open.pop();
    if (opened === undefined) return;
    if (opened.scope !== undefined) opened.scope.end = this.#at;
    this.#functionName = token === ')' ? opened.name : undefined;
    if (opened.bracket === '`') this.#template();
  }

  /** Goes on in a template after its backtick or the end of a substitution, up to the next of these. */
  #template(): void {
    const source = this.#source;
    for (; this.#at < source.length; this.#at++) {
      const character = source.charAt(this.#at);
      if (character === '\\') this.#at++;
      else if (character === '`') {
        this.#at++;
        return;
      } else if (character === '$' && source.charAt(this.#at + 1) === '{') {
        this.#at += 2;
        this.#open.push({ bracket: '`', scope: undefined, name: undefined });
        return;
      }
    }
  }
}
