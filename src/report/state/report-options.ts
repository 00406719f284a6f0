/** How reports are shown; remembered by the browser for all of them. */
export interface ReportOptions {
  readonly hidesLibraries: boolean;
  /** Regular expressions in Python's dialect, at the start of the path; empty for none. */
  readonly hideRegex: string;
  readonly showRegex: string;
  readonly removesImportlib: boolean;
  readonly removesTracebackhide: boolean;
  /** Share of the whole time, in percent, below which calls are left out of the tree. */
  readonly thresholdPercent: number;
  readonly time: 'seconds' | 'percent';
  readonly showsFullPaths: boolean;
  readonly theme: 'system' | 'light' | 'dark';
}

export const DEFAULT_OPTIONS: ReportOptions = {
  hidesLibraries: true,
  hideRegex: '',
  showRegex: '',
  removesImportlib: true,
  removesTracebackhide: true,
  thresholdPercent: 1,
  time: 'seconds',
  showsFullPaths: false,
  theme: 'system',
};

const KEY = 'callwise-report-options';

export function loadOptions(): ReportOptions {
  try {
    return checked(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    // Storage is refused to pages in some frames and with some settings; a report is read all the same.
    return DEFAULT_OPTIONS;
  }
}

export function saveOptions(options: ReportOptions): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(options));
  } catch {
    // As above.
  }
}

/** What the command that wrote the report asked for, as the renderer passes it on: it goes over what is remembered. */
export function optionsFromAttribute(text: string | null): Partial<ReportOptions> {
  if (text === null) return {};
  const { hideRegex, showRegex, filterThreshold, showAll } = JSON.parse(text) as AskedOptions;
  return {
    ...(hideRegex === undefined ? {} : { hideRegex }),
    ...(showRegex === undefined ? {} : { showRegex }),
    ...(filterThreshold === undefined ? {} : { thresholdPercent: filterThreshold * 100 }),
    ...(showAll ? SHOW_ALL : {}),
  };
}

interface AskedOptions {
  readonly hideRegex?: string;
  readonly showRegex?: string;
  readonly filterThreshold?: number;
  readonly showAll?: boolean;
}

const SHOW_ALL: Partial<ReportOptions> = {
  hidesLibraries: false,
  removesImportlib: false,
  removesTracebackhide: false,
  thresholdPercent: 0,
};

/** Fields of the right kind count, others are as if they were not there: another version may have written them. */
function checked(stored: unknown): ReportOptions {
  if (typeof stored !== 'object' || stored === null) return DEFAULT_OPTIONS;
  const known = Object.entries(stored).filter(
    ([name, value]) =>
      name in DEFAULT_OPTIONS && typeof value === typeof DEFAULT_OPTIONS[name as keyof ReportOptions],
  );
  return { ...DEFAULT_OPTIONS, ...Object.fromEntries(known) };
}
