import { visibleText } from '../../renderers/console/visible-text.ts';
import type { PathShortener } from '../../session/shorten-path.ts';
import { cutToWidth, padToWidth } from './text-width.ts';
import type { FunctionFigures, ThreadFigures } from './top-figures.ts';

/** What the rows are ordered by; the key `s` goes from one to the next. */
export const SORT_KEYS = ['self', 'total', 'self time', 'total time'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface TopView {
  readonly pid: number;
  readonly commandLine: string;
  readonly seconds: number;
  readonly samplesPerSecond: number;
  readonly countsWaiting: boolean;
  readonly shows: 'functions' | 'threads';
  readonly sortKey: SortKey;
  readonly isPaused: boolean;
  readonly functions: readonly FunctionFigures[];
  readonly threads: readonly ThreadFigures[];
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

export interface ScreenStyle {
  readonly shortener: PathShortener;
  /** Makes a text stand out, or leaves it as it is. */
  readonly emphasize: (text: string) => string;
}

const KEYS = 'q quit  p pause  s sort  t threads  r reset times';

/** The lines of the screen, no more and none longer than it has room for. */
export function topScreen(view: TopView, { columns, rows }: ScreenSize, style: ScreenStyle): string[] {
  const fit = (line: string): string => cutToWidth(line, columns);
  const head = [headLine(view, columns), factsLine(view), ''].map(fit);
  const table = view.shows === 'threads' ? threadTable(view) : functionTable(view, style);
  const [titles = '', ...lines] = table.map(fit);
  const room = Math.max(0, rows - head.length - 2);
  const body = lines.slice(0, room);
  while (body.length < room) body.push('');
  return [...head, style.emphasize(padToWidth(titles, columns)), ...body, fit(KEYS)].slice(0, rows);
}

function headLine({ pid, commandLine }: TopView, columns: number): string {
  const right = `  pid ${pid}`;
  const left = cutToWidth(
    `callwise top  ${visibleText(commandLine.replace(/^\S*\//, ''))}`,
    Math.max(0, columns - right.length),
  );
  return padToWidth(left, columns - right.length) + right;
}

function factsLine(view: TopView): string {
  const running = view.threads.reduce((sum, { runningShare }) => sum + runningShare, 0);
  const count = view.threads.length;
  const facts = [
    `${view.seconds.toFixed(0)} s`,
    `${view.samplesPerSecond} samples/s`,
    `${count} thread${count === 1 ? '' : 's'}, ${running.toFixed(1)} running`,
    view.countsWaiting ? 'waiting counts' : 'waiting does not count',
  ];
  if (view.isPaused) facts.push('PAUSED');
  return facts.join('   ');
}

function functionTable(view: TopView, { shortener }: ScreenStyle): string[] {
  const mark = (key: SortKey, title: string): string =>
    (view.sortKey === key ? `>${title}` : title).padStart(9);
  const titles = `${mark('self', 'self')}${mark('total', 'total')}${mark('self time', 'self s')}${mark('total time', 'total s')}  function`;
  const rows = view.functions
    .filter(({ totalSeconds, totalShare }) => totalSeconds > 0 || totalShare > 0)
    .toSorted(
      (a, b) => sortValue(b, view.sortKey) - sortValue(a, view.sortKey) || b.totalShare - a.totalShare,
    )
    .map((figures) => {
      const numbers = [
        percent(figures.selfShare),
        percent(figures.totalShare),
        figures.selfSeconds.toFixed(2),
        figures.totalSeconds.toFixed(2),
      ];
      const position = visibleText(shortener.shorten(figures.filePath));
      const text = numbers.map((number) => number.padStart(9)).join('');
      return `${text}  ${visibleText(figures.name)}  ${position}${figures.line === 0 ? '' : `:${figures.line}`}`;
    });
  return [titles, ...rows];
}

function sortValue(figures: FunctionFigures, key: SortKey): number {
  switch (key) {
    case 'self':
      return figures.selfShare;
    case 'total':
      return figures.totalShare;
    case 'self time':
      return figures.selfSeconds;
    case 'total time':
      return figures.totalSeconds;
  }
}

function threadTable({ threads }: TopView): string[] {
  const rows = threads
    .toSorted((a, b) => b.runningShare - a.runningShare || a.nativeId - b.nativeId)
    .map(({ name, nativeId, runningShare, innermost }) => {
      const label = padToWidth(cutToWidth(visibleText(name), 30), 30);
      return `${percent(runningShare).padStart(9)}${String(nativeId).padStart(10)}  ${label}  ${visibleText(innermost)}`;
    });
  return [`${'running'.padStart(9)}${'id'.padStart(10)}  ${'thread'.padEnd(30)}  mostly in`, ...rows];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
