/** A shell pattern as a regular expression in Python's dialect with the meaning of Python's `fnmatch.translate`. */
export function translateFnmatch(pattern: string): string {
  const characters = [...pattern];
  let source = '';
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] as string;
    if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else if (character !== '[') source += escapeLiteral(character);
    else {
      const end = findSetEnd(characters, at + 1);
      source += end < 0 ? '\\[' : translateSet(characters.slice(at + 1, end));
      if (end >= 0) at = end;
    }
  }
  return `(?s:${source})\\Z`;
}

/** The closing bracket; a bracket that comes first belongs to the set. */
function findSetEnd(characters: readonly string[], start: number): number {
  let at = start;
  if (characters[at] === '!') at++;
  if (characters[at] === ']') at++;
  return characters.indexOf(']', at);
}

/** Ranges whose ends are in the wrong order are empty, as in a shell. */
function translateSet(content: readonly string[]): string {
  const isNegated = content[0] === '!';
  const members = isNegated ? content.slice(1) : content;
  let source = '';
  for (let at = 0; at < members.length; at++) {
    const first = members[at] as string;
    const last = members[at + 1] === '-' ? members[at + 2] : undefined;
    if (last === undefined) source += escapeMember(first);
    else {
      if (first <= last) source += `${escapeMember(first)}-${escapeMember(last)}`;
      at += 2;
    }
  }
  if (source === '') return isNegated ? '.' : '(?!)';
  return isNegated ? `[^${source}]` : `[${source}]`;
}

function escapeMember(character: string): string {
  return /[\\\][^&~|-]/.test(character) ? `\\${character}` : character;
}

function escapeLiteral(character: string): string {
  return /[\\^$.*+?()[\]{}|#&~\s-]/.test(character) ? `\\${character}` : character;
}
