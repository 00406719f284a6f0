import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { IN_TIME } from './in-time.ts';
import { oraclePython } from './oracles.ts';
import type { SessionText } from './session-from-text.ts';

export type Question = { readonly session: number } & (
  | { readonly kind: 'render'; readonly options: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'file';
      readonly format: 'json' | 'speedscope' | 'pstats';
      readonly options: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'processors';
      readonly format: 'json' | 'text';
      readonly processor: string;
      readonly at: number;
    }
  | { readonly kind: 'frame_json' }
  | { readonly kind: 'tree'; readonly trim_stem: boolean }
  | { readonly kind: 'combine'; readonly other: number }
  | { readonly kind: 'resample'; readonly interval: number }
  | { readonly kind: 'shorten'; readonly paths: readonly string[] }
);

export type Answer = { readonly value: unknown } | { readonly error: string };

const DIFFERENTIAL = join(import.meta.dirname, '..', 'differential');

/** pyinstrument's answers, all from one process. */
export function askPyinstrument(sessions: readonly SessionText[], questions: readonly Question[]): Answer[] {
  const output = execFileSync(oraclePython(), [join(DIFFERENTIAL, 'answer.py')], {
    ...IN_TIME,
    input: JSON.stringify({ sessions, questions }),
    maxBuffer: 2 ** 30,
  });
  return JSON.parse(output.toString()) as Answer[];
}

/** Sessions that pyinstrument records of programs, by the name of the program. */
export function recordWithPyinstrument(): Map<string, SessionText> {
  const output = execFileSync(oraclePython(), [join(DIFFERENTIAL, 'record.py')], {
    ...IN_TIME,
    maxBuffer: 2 ** 30,
  });
  return new Map(Object.entries(JSON.parse(output.toString()) as Record<string, SessionText>));
}

/** What Python's `pstats` finds in each of the files; it refuses an empty one, which is then only unmarshalled. */
export function readPstats(files: readonly Uint8Array[]): unknown[] {
  const input = JSON.stringify(files.map((bytes) => Buffer.from(bytes).toString('base64')));
  const script = join(DIFFERENTIAL, 'read_pstats.py');
  return JSON.parse(
    execFileSync(oraclePython(), [script], { ...IN_TIME, input, maxBuffer: 2 ** 30 }).toString(),
  );
}
