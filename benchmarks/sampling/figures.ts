import type { InstalledPython } from '../../test/support/pythons.ts';
/** `profiling.sampling` is CPython 3.15's own sampler, for 3.15 alone. */
export type Tool = 'callwise' | 'py-spy' | 'py-spy --nonblocking' | 'profiling.sampling' | 'pyinstrument';

const TOOLS: readonly Tool[] = [
  'callwise',
  'py-spy',
  'py-spy --nonblocking',
  'profiling.sampling',
  'pyinstrument',
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

export function markdownTable(figures: readonly Figure[]): string {
  const head = ['figure', 'Python', ...TOOLS, 'bar', 'reached'];
  const rows = figures.map((figure) => [
    figure.note === undefined || figure.note === '' ? figure.what : `${figure.what} (${figure.note})`,
    figure.python,
    ...TOOLS.map((tool) => valueText(figure.values[tool], figure.unit)),
    figure.bar ?? '',
    figure.met === undefined ? '' : figure.met ? 'yes' : '**no**',
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function valueText(value: Value | undefined, unit: string): string {
  if (typeof value !== 'number') return value ?? '';
  if (unit === '%')
    return `${value === 0 || Math.abs(value) >= 10 ? value.toFixed(0) : value.toPrecision(2)} %`;
  const digits = Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
  return `${Number(digits).toLocaleString('en')} ${unit}`;
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
