import { parseIdentifier } from '../call-tree/identifier.ts';

/** What a frame's text says, for people. */
export interface FrameName {
  /** With the class, when it is a method. */
  readonly function: string;
  readonly filePath: string;
  /** The line that runs, else the first of the function; 0: none. */
  readonly line: number;
}

/** Takes pyinstrument's frame text apart. */
export function frameNameOf(text: string): FrameName {
  const [identifier = '', ...attributes] = text.split('\x01');
  const { function: name, filePath = '', lineNo = 0 } = parseIdentifier(identifier);
  const className = attributes.find((attribute) => attribute.startsWith('c'))?.slice(1);
  const line = attributes.find((attribute) => attribute.startsWith('l'))?.slice(1);
  return {
    function: className === undefined ? name : `${className}.${name}`,
    filePath,
    line: line === undefined ? lineNo : Number(line),
  };
}
