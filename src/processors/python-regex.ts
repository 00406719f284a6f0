import { CallwiseError } from '../model/callwise-error.ts';
import { escapeCharacter, readClassEscape, readSet, WORD } from './python-regex-set.ts';

/**
 * A regular expression of Python's dialect (for text, not bytes), as one that `test`s what Python's `re.match` would match:
 * from the start. A CallwiseError `bad-option` for what is wrong or cannot be said in JavaScript: possessive quantifiers,
 * atomic groups, conditions, named characters.
 */
export function translatePythonRegex(pattern: string): RegExp {
  try {
    const translation = new Translation([...pattern]);
    const source = translation.run();
    return new RegExp(`^(?:${source})`, translation.ignoresCase ? 'ui' : 'u');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace(/^Invalid regular expression: .*: /, '') : '';
    throw new CallwiseError('bad-option', `The regular expression '${pattern}' cannot be used: ${why}.`, {
      cause,
    });
  }
}

/** The flags that change what a character of the pattern means. */
interface Flags {
  readonly dotAll: boolean;
  readonly multiline: boolean;
  readonly verbose: boolean;
}

const END_OF_TEXT = '(?![^])';
const BOUNDARY = `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`;
const NO_BOUNDARY = `(?:(?<=${WORD})(?=${WORD})|(?<!${WORD})(?!${WORD}))`;

class Translation {
  ignoresCase = false;
  readonly #characters: readonly string[];
  #at = 0;
  #flags: Flags = { dotAll: false, multiline: false, verbose: false };
  /** The flags outside each open group. */
  readonly #outer: Flags[] = [];

  constructor(characters: readonly string[]) {
    this.#characters = characters;
  }

  run(): string {
    let source = '';
    while (this.#at < this.#characters.length) source += this.#next();
    return source;
  }

  #next(): string {
    const character = this.#characters[this.#at++] as string;
    switch (character) {
      case '\\':
        return this.#escape();
      case '[': {
        const set = readSet(this.#characters, this.#at);
        this.#at = set.end;
        return set.source;
      }
      case '(':
        return this.#group();
      case ')':
        this.#flags = this.#outer.pop() ?? this.#flags;
        return ')';
      case '.':
        return this.#flags.dotAll ? '[^]' : '[^\\n]';
      case '^':
        return this.#flags.multiline ? '(?<![^\\n])' : '^';
      case '$':
        return this.#flags.multiline ? '(?![^\\n])' : `(?=\\n?${END_OF_TEXT})`;
      case '{':
        return this.#braces();
      case '#':
        if (this.#flags.verbose) this.#skipLine();
        return this.#flags.verbose ? '' : '#';
      default:
        return this.#plain(character);
    }
  }

  #plain(character: string): string {
    if (this.#flags.verbose && /[ \t-\r]/.test(character)) return '';
    return '*+?|'.includes(character) ? character : escapeCharacter(character);
  }

  #rest(): string {
    return this.#characters.slice(this.#at).join('');
  }

  #skipLine(): void {
    while (this.#at < this.#characters.length && this.#characters[this.#at] !== '\n') this.#at++;
  }

  /** `{,n}` counts from nothing; what is no count is text. */
  #braces(): string {
    const count = /^(\d*)(,?)(\d*)\}/.exec(this.#rest());
    if (count === null || (count[1] === '' && count[2] === '')) return '\\{';
    this.#at += count[0].length;
    return `{${count[1] === '' ? '0' : count[1]}${count[2]}${count[3]}}`;
  }

  #escape(): string {
    const character = this.#characters[this.#at];
    if (character === undefined) throw new Error('it ends with a backslash');
    const anchors: Readonly<Record<string, string>> = {
      A: '^',
      Z: END_OF_TEXT,
      z: END_OF_TEXT,
      b: BOUNDARY,
      B: NO_BOUNDARY,
    };
    const anchor = anchors[character];
    if (anchor !== undefined) {
      this.#at++;
      return anchor;
    }
    const reference = /^[1-9]\d?/.exec(this.#rest());
    const isOctal = /^[0-3][0-7]{2}/.test(this.#rest());
    if (reference !== null && !isOctal) {
      this.#at += reference[0].length;
      return `(?:\\${reference[0]})`;
    }
    const piece = readClassEscape(this.#characters, this.#at);
    this.#at = piece.end;
    return piece.source;
  }

  #group(): string {
    const rest = this.#rest();
    const comment = /^\?#[^)]*\)/.exec(rest);
    const named = /^\?P<([^>]*)>/.exec(rest);
    const reference = /^\?P=([^)]*)\)/.exec(rest);
    const flags = /^\?([aiLmsux]*)(?:-([imsx]+))?([:)])/.exec(rest);
    const opening = /^\?(?:[=!]|<[=!])/.exec(rest);
    const found = comment ?? named ?? reference ?? flags ?? opening;
    if (found === null && rest.startsWith('?')) throw new Error(`(${rest.slice(0, 2)} is not supported`);
    this.#at += found?.[0].length ?? 0;
    if (comment !== null) return '';
    if (reference !== null) return `(?:\\k<${reference[1]}>)`;
    if (flags !== null) return this.#flagGroup(flags);
    this.#outer.push(this.#flags);
    if (named !== null) return `(?<${named[1]}>`;
    return `(${opening?.[0] ?? ''}`;
  }

  #flagGroup([, on = '', off = '', end]: RegExpExecArray): string {
    const flag = (name: string, before: boolean) => !off.includes(name) && (before || on.includes(name));
    const outer = this.#flags;
    const flags = {
      dotAll: flag('s', outer.dotAll),
      multiline: flag('m', outer.multiline),
      verbose: flag('x', outer.verbose),
    };
    this.#flags = flags;
    if (end === ')') {
      if (on === '' || off !== '') throw new Error('missing : behind flags');
      this.ignoresCase ||= on.includes('i');
      return '';
    }
    this.#outer.push(outer);
    if (on.includes('i')) return '(?i:';
    return off.includes('i') ? '(?-i:' : '(?:';
  }
}
