import type { InstalledPython } from '../../test/support/pythons.ts';

/**
 * What a value is of. `profiling.sampling` is CPython 3.15's own sampler, for 3.15 alone; `chance` is no tool: two samples of the
 * same distribution differ by so much.
 */
export type Tool =
  | 'callwise'
  | 'py-spy'
  | 'py-spy --nonblocking'
  | 'profiling.sampling'
  | 'pyinstrument'
  | 'chance';

export const TOOLS: readonly Tool[] = [
  'callwise',
  'py-spy',
  'py-spy --nonblocking',
  'profiling.sampling',
  'pyinstrument',
  'chance',
];

/** In the unit of its figure, or why there is none. */
export type Value = number | string;

/** One row of the table: what was measured, for whom, and whether our own value reaches its bar. */
export interface Figure {
  /** On which program, too: it is all that tells the rows apart. */
  readonly what: string;
  /** Version of the Python that was sampled. */
  readonly python: string;
  readonly unit: string;
  readonly values: Readonly<Partial<Record<Tool, Value>>>;
  /** In words; absent for rows that only inform. */
  readonly bar?: string;
  readonly met?: boolean;
  readonly note?: string;
}

export interface Bar {
  readonly text: string;
  isMet(value: number): boolean;
}

export function atMost(limit: number, unit: string): Bar {
  return { text: `<= ${limit}${unit}`, isMet: (value) => value <= limit };
}

/** A figure of callwise's that is held against a bar. */
export function judged(figure: Omit<Figure, 'bar' | 'met'>, bar: Bar): Figure {
  const own = figure.values.callwise;
  return { ...figure, bar: bar.text, met: typeof own === 'number' && bar.isMet(own) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

export function versionOf(python: InstalledPython): string {
  return python.sharedLibrary ? python.version : `${python.version} static`;
}
