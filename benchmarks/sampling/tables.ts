import { type Figure, TOOLS, type Value } from './figures.ts';

/** A row a figure. */
export function markdownTable(figures: readonly Figure[]): string {
  const tools = TOOLS.filter((tool) => figures.some(({ values }) => values[tool] !== undefined));
  const head = ['figure', 'Python', ...tools, 'bar', 'reached'];
  const rows = figures.map((figure) => [
    figure.note === undefined || figure.note === '' ? figure.what : `${figure.what} (${figure.note})`,
    figure.python,
    ...tools.map((tool) => valueText(figure.values[tool], figure.unit)),
    figure.bar ?? '',
    figure.met === undefined ? '' : figure.met ? 'yes' : '**no**',
  ]);
  return tableText(head, rows);
}

/**
 * Of figures that were asked of many Pythons: a column a Python, and a row a figure and tool. What does not reach its bar is bold.
 * Rows are in the order in which their figures come first.
 */
export function versionsTable(figures: readonly Figure[]): string {
  const pythons = Array.from(new Set(figures.map(({ python }) => python)));
  const rows = Array.from(Map.groupBy(figures, ({ what }) => what).values(), (group) =>
    TOOLS.filter((tool) => group.some(({ values }) => values[tool] !== undefined)).map((tool) => [
      titleOf(group),
      tool,
      ...pythons.map((python) => cellText(group, python, tool)),
      tool === 'callwise' ? barsText(group) : '',
    ]),
  ).flat();
  return tableText(['figure', 'of', ...pythons, 'bar'], rows);
}

function titleOf(group: readonly Figure[]): string {
  const [first] = group;
  if (first === undefined) return '';
  return first.unit === '' ? first.what : `${first.what} (${first.unit})`;
}

function cellText(group: readonly Figure[], version: string, tool: (typeof TOOLS)[number]): string {
  const figure = group.find(({ python }) => python === version);
  if (figure === undefined) return '';
  const value = figure.values[tool];
  const text = typeof value === 'number' ? numberText(value, figure.unit) : (value ?? '');
  return tool === 'callwise' && figure.met === false ? `**${text}**` : text;
}

/** Bars are others for the first versions, which come first, or none. */
function barsText(group: readonly Figure[]): string {
  const bars = Map.groupBy(group, ({ bar }) => bar ?? '');
  return Array.from(bars, ([bar, figures], index) =>
    index === 0 ? bar : `from ${figures[0]?.python.split(' ')[0]} on ${bar}`,
  )
    .filter((text) => text !== '')
    .join('; ');
}

function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function valueText(value: Value | undefined, unit: string): string {
  return typeof value === 'number' ? `${numberText(value, unit)} ${unit}`.trimEnd() : (value ?? '');
}

function numberText(value: number, unit: string): string {
  const isLarge = Math.abs(value) >= (unit === '%' ? 10 : 100);
  if (unit === '%') return value === 0 || isLarge ? value.toFixed(0) : value.toPrecision(2);
  return Number(isLarge ? value.toFixed(0) : value.toPrecision(3)).toLocaleString('en');
}
