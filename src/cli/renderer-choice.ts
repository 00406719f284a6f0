import { CallwiseError } from '../model/callwise-error.ts';
import type { RendererName } from './invocation.ts';

const BY_NAME: ReadonlyMap<string, RendererName> = new Map([
  ['text', 'text'],
  ['session', 'session'],
  ['pyisession', 'session'],
]);

/** Extensions that promise something; a file with any other gets text. */
const BY_EXTENSION: readonly (readonly [string, RendererName | undefined])[] = [
  ['.txt', 'text'],
  ['.pyisession', 'session'],
  ['.html', undefined],
  ['.htm', undefined],
  ['.json', undefined],
  ['.pstats', undefined],
];

/** The renderer asked for by name, else by the extension of the file that is written, else text. */
export function chooseRenderer(asked: {
  readonly name: string | undefined;
  readonly outputPath: string | undefined;
}): RendererName {
  if (asked.name !== undefined) {
    const renderer = BY_NAME.get(asked.name);
    if (renderer !== undefined) return renderer;
    throw new CallwiseError('bad-option', `There is no renderer '${asked.name}', only text and session.`);
  }
  const path = asked.outputPath?.toLowerCase();
  const known = BY_EXTENSION.find(([extension]) => path?.endsWith(extension));
  if (known === undefined) return 'text';
  if (known[1] !== undefined) return known[1];
  throw new CallwiseError(
    'bad-option',
    `There is no renderer for ${known[0]} files; give -r text or -r session to write one of these.`,
  );
}
