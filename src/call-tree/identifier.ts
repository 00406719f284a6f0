/** Time spent in the frame itself; a leaf. */
export const SELF = '[self]';
/** Time in which a coroutine waited; a leaf. */
export const AWAIT = '[await]';
/** Time outside the context that is profiled; a leaf. */
export const OUT_OF_CONTEXT = '[out-of-context]';
/** Stands above several outermost calls. */
export const ROOT = '[root]';

/** Frames of pyinstrument's own that stand for no call: leaves hold time that is not the sum of their children's. */
export type SyntheticKind = 'leaf' | 'root';

export function syntheticKindOf(identifier: string): SyntheticKind | undefined {
  if (identifier === SELF || identifier === AWAIT || identifier === OUT_OF_CONTEXT) return 'leaf';
  return identifier === ROOT ? 'root' : undefined;
}

export interface IdentifierParts {
  readonly function: string;
  /** Absent for a bare word. */
  readonly filePath: string | undefined;
  /** The first line of the function; absent for a bare word and where the text is no number. */
  readonly lineNo: number | undefined;
}

/** Splits `function NUL file NUL firstLine`. */
export function parseIdentifier(identifier: string): IdentifierParts {
  const [name = '', filePath, line] = identifier.split('\x00');
  const isNumber = line !== undefined && /^\s*[+-]?\d+\s*$/.test(line);
  return { function: name, filePath, lineNo: isNumber ? Number(line) : undefined };
}
