import { join } from 'node:path';
import type { SeenStack } from './seen-stacks.ts';

/** Takes its length in seconds and prints the seconds of each of its functions as a JSON object. */
export const KNOWN_SHARES_PROGRAM: string = join(import.meta.dirname, 'known_shares.py');

/** The same of generators and functions, some of which take microseconds. */
export const GENERATOR_SHARES_PROGRAM: string = join(import.meta.dirname, 'generator_shares.py');

/** The same of an event loop's coroutines, the coroutines that they await, and the functions that those call. */
export const ASYNC_SHARES_PROGRAM: string = join(import.meta.dirname, 'async_shares.py');

/** The greatest difference between seen and true shares of time, in percentage points of the time in those functions. */
export function greatestShareError(
  stacks: Iterable<SeenStack>,
  truth: Readonly<Record<string, number>>,
): number {
  const seen = new Map<string, number>(Object.keys(truth).map((name) => [name, 0]));
  for (const { frames, samples, seconds } of stacks) {
    const name = frames.findLast((frame) => seen.has(frame.function))?.function;
    if (name !== undefined) seen.set(name, (seen.get(name) ?? 0) + (seconds ?? samples));
  }
  const seenTotal = sum(seen.values());
  const trueTotal = sum(Object.values(truth));
  if (seenTotal === 0) return 100;
  const errors = Object.entries(truth).map(([name, seconds]) =>
    Math.abs((seen.get(name) ?? 0) / seenTotal - seconds / trueTotal),
  );
  return Math.max(...errors) * 100;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
