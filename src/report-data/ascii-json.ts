/** JSON of ASCII alone, so that a byte is a character: neither Node nor the browser is known here to encode other text. */
export function writeAsciiJson(value: unknown): Uint8Array {
  const text = JSON.stringify(value).replace(/[^\x00-\x7f]/g, escaped);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

export function readAsciiJson(bytes: Uint8Array): unknown {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + CHUNK)));
  }
  return JSON.parse(parts.join(''));
}

/** What fits among the arguments of a call in every engine. */
const CHUNK = 8192;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
