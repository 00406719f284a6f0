/** A piece of a translated pattern and the position behind it in Python's. */
export interface Piece {
  readonly source: string;
  readonly end: number;
}

const DIGITS = '\\p{Nd}';
const SPACES = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const WORD_CHARACTERS = '\\p{L}\\p{N}_';
export const WORD: string = `[${WORD_CHARACTERS}]`;

const CLASSES: Readonly<Record<string, string>> = {
  d: `[${DIGITS}]`,
  D: `[^${DIGITS}]`,
  s: `[${SPACES}]`,
  S: `[^${SPACES}]`,
  w: WORD,
  W: `[^${WORD_CHARACTERS}]`,
};

/** Inside a set JavaScript has no set in a set, so that these stand without brackets. */
const CLASSES_IN_SET: Readonly<Record<string, string>> = {
  d: DIGITS,
  D: '\\P{Nd}',
  s: SPACES,
  S: '\\0-\\x08\\x0e-\\x1b!-\\x84\\x86-\\x9f\\xa1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027\\u202a-\\u202e\\u2030-\\u205e\\u2060-\\u2fff\\u3001-\\u{10ffff}',
  w: WORD_CHARACTERS,
};

const CONTROLS: Readonly<Record<string, string>> = {
  a: '\\x07',
  f: '\\f',
  n: '\\n',
  r: '\\r',
  t: '\\t',
  v: '\\v',
};

/** Escapes what means something in a JavaScript pattern, and nothing else: with the u flag that would be an error. */
export function escapeCharacter(character: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(character) ? codeOf(character.codePointAt(0) ?? 0) : character;
}

function codeOf(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

/** What follows a backslash, outside a set. */
export function readClassEscape(characters: readonly string[], at: number): Piece {
  const characterClass = CLASSES[characters[at] ?? ''];
  return characterClass === undefined
    ? readCharacterEscape(characters, at)
    : { source: characterClass, end: at + 1 };
}

function readCharacterEscape(characters: readonly string[], at: number): Piece {
  const character = characters[at] ?? '';
  const control = CONTROLS[character];
  if (control !== undefined) return { source: control, end: at + 1 };
  const rest = characters.slice(at, at + 9).join('');
  const code = /^(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8}))/i.exec(rest);
  if (code !== null) {
    const digits = code[1] ?? code[2] ?? code[3] ?? '';
    return { source: codeOf(Number.parseInt(digits, 16)), end: at + code[0].length };
  }
  const octal = /^(?:0[0-7]{0,2}|[1-3][0-7]{2})/.exec(rest);
  if (octal !== null) return { source: codeOf(Number.parseInt(octal[0], 8)), end: at + octal[0].length };
  if (/[A-Za-z0-9]/.test(character)) throw new Error(`bad escape \\${character}`);
  return { source: escapeCharacter(character), end: at + 1 };
}

/** A set, from behind its opening bracket. A bracket that comes first belongs to it. */
export function readSet(characters: readonly string[], start: number): Piece {
  let at = start;
  let source = '[';
  if (characters[at] === '^') {
    source += '^';
    at++;
  }
  for (let isFirst = true; isFirst || characters[at] !== ']'; isFirst = false) {
    const member = readMember(characters, at);
    at = member.end;
    source += member.source;
    if (characters[at] === '-' && characters[at + 1] !== ']' && characters[at + 1] !== undefined) {
      const last = readMember(characters, at + 1);
      source += `-${last.source}`;
      at = last.end;
    }
  }
  return { source: `${source}]`, end: at + 1 };
}

function readMember(characters: readonly string[], at: number): Piece {
  const character = characters[at];
  if (character === undefined) throw new Error('a set has no end');
  if (character !== '\\') return { source: escapeCharacter(character), end: at + 1 };
  const escaped = characters[at + 1] ?? '';
  if (escaped === 'b') return { source: '\\x08', end: at + 2 };
  const characterClass = CLASSES_IN_SET[escaped];
  if (characterClass !== undefined) return { source: characterClass, end: at + 2 };
  return readCharacterEscape(characters, at + 1);
}
