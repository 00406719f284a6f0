const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Where JSON ceases to be JSON. */
export class JsonError extends Error {
  readonly offset: number;

  constructor(expected: string, offset: number) {
    super(expected);
    this.offset = offset;
  }
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The bytes of each member's value of a JSON object, whose values are not looked into. Throws a JsonError. */
export function listMembers(bytes: Uint8Array): Map<string, Span> {
  const members = new Map<string, Span>();
  let at = skipSpace(bytes, startOf(bytes));
  if (bytes[at] !== 0x7b) throw new JsonError('an object', at);
  at = skipSpace(bytes, at + 1);
  while (bytes[at] !== 0x7d) {
    const key = readKey(bytes, at);
    at = skipSpace(bytes, key.end);
    if (bytes[at] !== COLON) throw new JsonError("':'", at);
    const start = skipSpace(bytes, at + 1);
    const end = endOfValue(bytes, start);
    members.set(key.text, { start, end });
    at = skipSpace(bytes, end);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
    else if (bytes[at] !== 0x7d) throw new JsonError("',' or '}'", at);
  }
  return members;
}

/** Behind a byte order mark. */
function startOf(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at++;
  return at;
}

function readKey(bytes: Uint8Array, at: number): { text: string; end: number } {
  if (bytes[at] !== QUOTE) throw new JsonError('a key', at);
  const end = endOfString(bytes, at);
  return { text: parseJson(bytes, { start: at, end }) as string, end };
}

/** The value in the span. Throws a JsonError. */
export function parseJson(bytes: Uint8Array, { start, end }: Span): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes.subarray(start, end)));
  } catch {
    throw new JsonError('JSON', start);
  }
}

function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at + 1;
  }
  throw new JsonError('the end of a string', bytes.length);
}

function endOfValue(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) at = endOfString(bytes, at) - 1;
    else if (OPENING.has(byte)) depth++;
    else if (CLOSING.has(byte) && --depth < 0) return at;
    else if (byte === COMMA && depth === 0) return at;
    if (depth === 0 && (CLOSING.has(byte) || byte === QUOTE)) return at + 1;
  }
  throw new JsonError('the end of a value', bytes.length);
}
