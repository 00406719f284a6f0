const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of the bytes. Throws when they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

/** The text that stands between the quotes of a JSON string; undefined when it may not stand there. */
export function decodeJsonString(bytes: Uint8Array): string | undefined {
  try {
    return JSON.parse(`"${decodeUtf8(bytes)}"`);
  } catch {
    return undefined;
  }
}

const STRING_OR_CONSTANT = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|NaN|Infinity/g;

/**
 * The value of a JSON text, with Python's constants for infinite numbers; its `NaN` becomes null, as in JavaScript's own
 * JSON. Throws when it is no JSON.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(text.replace(STRING_OR_CONSTANT, replaceConstant));
  }
}

function replaceConstant(found: string): string {
  if (found === 'NaN') return 'null';
  return found === 'Infinity' ? '1e999' : found;
}
