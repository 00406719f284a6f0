/** One row of the table. A bar is the most that our own value may be. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly callwise: number;
  readonly pyinstrument?: number;
  readonly atMost?: number;
}

export function markdownTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, unit, callwise, pyinstrument, atMost }) => [
    what,
    valueText(callwise, unit),
    valueText(pyinstrument, unit),
    atMost === undefined ? '' : `<= ${valueText(atMost, unit)}`,
    atMost === undefined ? '' : callwise <= atMost ? 'yes' : '**no**',
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = ['figure', 'callwise', 'pyinstrument', 'bar', 'reached'];
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function valueText(value: number | undefined, unit: string): string {
  if (value === undefined) return '';
  const digits = Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
  return `${Number(digits).toLocaleString('en')} ${unit}`;
}
