import { resolve } from 'node:path';
import type { SessionData } from '../session/session-data.ts';

export interface NamedSession {
  readonly path: string;
  readonly session: SessionData;
}

/** How many names a sentence holds. */
const MOST_NAMES = 3;
/** Intervals differ when one is longer than another by more than this. */
const INTERVAL_RATIO = 1.5;

/** Reasons for which sessions do not belong together, a sentence each. */
export function listDoubts(sessions: readonly NamedSession[]): string[] {
  const doubts: string[] = [];
  const repeated = repeatedPaths(sessions);
  if (repeated.length > 0)
    doubts.push(`${listNames(repeated)} is given more than once, and counts as often.`);
  const targets = [...new Set(sessions.map(({ session }) => session.targetDescription))];
  if (targets.length > 1) {
    doubts.push(
      `these are sessions of different targets: ${listNames(targets.map((target) => `'${target}'`))}.`,
    );
  }
  const shortest = Math.min(...sessions.map(({ session }) => session.minInterval));
  const longest = Math.max(...sessions.map(({ session }) => session.maxInterval));
  if (longest > shortest * INTERVAL_RATIO) {
    doubts.push(`these sessions were sampled at different intervals, from ${shortest} to ${longest} s.`);
  }
  return doubts;
}

function repeatedPaths(sessions: readonly NamedSession[]): string[] {
  const paths = sessions.map(({ path }) => resolve(path));
  const names = sessions.filter((_, at) => paths.indexOf(paths[at] ?? '') !== at).map(({ path }) => path);
  return [...new Set(names)];
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}
