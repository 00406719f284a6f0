export type Reader = 'callwise' | 'pyinstrument' | 'JSON.parse';

const READERS: readonly Reader[] = ['callwise', 'pyinstrument', 'JSON.parse'];

/** One row of the table: what was measured of each, and whether ours reaches its bar. */
export interface Figure {
  readonly question: string;
  readonly what: string;
  readonly unit: 's' | 'MB' | 'MB/s';
  readonly values: Readonly<Partial<Record<Reader, number>>>;
  /** How many times better ours is than that of another; or, in a table of sizes, than that of the size before. */
  readonly ratio?: number;
  /** In words; absent for rows that only inform. */
  readonly bar?: string;
  readonly met?: boolean;
}

/** A figure of which the ratio, ours being better for a greater one, has a least value. */
export function ratioAtLeast(figure: Figure & { readonly ratio: number }, least: number): Figure {
  return { ...figure, bar: `ratio >= ${least}`, met: figure.ratio >= least };
}

/** A figure of which our own value has a greatest one. */
export function atMost(figure: Figure, limit: number): Figure {
  const own = figure.values.callwise;
  const bar = `<= ${limit} ${figure.unit}`;
  return { ...figure, bar, met: own !== undefined && own <= limit };
}

export function markdownTable(figures: readonly Figure[]): string {
  const head = ['figure', ...READERS, 'ratio', 'bar', 'reached'];
  const rows = figures.map((figure) => [
    figure.what,
    ...READERS.map((reader) => valueText(figure.values[reader], figure.unit)),
    figure.ratio?.toFixed(1) ?? '',
    figure.bar ?? '',
    figure.met === undefined ? '' : figure.met ? 'yes' : '**no**',
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function valueText(value: number | undefined, unit: string): string {
  if (value === undefined) return '';
  const digits = Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
  return `${Number(digits).toLocaleString('en')} ${unit}`;
}
