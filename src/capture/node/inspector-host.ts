import { readFileSync } from 'node:fs';
import { CallwiseError } from '../../model/callwise-error.ts';

/** The options that say where an inspector listens. Those that also open it take their value in the same word only. */
const PLACE = /^--(?:inspect(?:[-_](?:brk|wait|brk[-_]node))?=|(?:inspect|debug)[-_]port[= ])(.*)$/;
/** A port alone, or where nobody on another machine, and callwise, gets at it. */
const LOOPBACK = /^(?:\d*|(?:127\.0\.0\.1|localhost)(?::\d*)?)$/;

/** Else others could have the process run any code while it is looked at. */
export function requireLoopbackInspector(pid: number): void {
  const place = inspectorPlaces(pid).find((each) => !LOOPBACK.test(each));
  if (place === undefined) return;
  throw new CallwiseError(
    'not-node',
    `Process ${pid} is told to have its inspector at ${place}, and not on the loopback address alone.`,
  );
}

/** What is for the script and not for Node counts too: the options before it cannot be told from their values. */
function inspectorPlaces(pid: number): string[] {
  const fromEnvironment = wordsOf(`/proc/${pid}/environ`)
    .filter((word) => word.startsWith('NODE_OPTIONS='))
    .flatMap((word) => word.slice('NODE_OPTIONS='.length).replaceAll(/["\\]/g, '').split(' '));
  return [fromEnvironment, wordsOf(`/proc/${pid}/cmdline`)].flatMap((words) =>
    words.flatMap((word, at) => PLACE.exec(word)?.[1] ?? PLACE.exec(`${word} ${words[at + 1]}`)?.[1] ?? []),
  );
}

function wordsOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\0');
  } catch {
    return [];
  }
}
