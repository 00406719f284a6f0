/** The terminal sequences of a report. */
export interface Palette {
  readonly red: string;
  readonly yellow: string;
  readonly green: string;
  readonly brightGreen: string;
  readonly faint: string;
  readonly bold: string;
  /** White on dark blue. */
  readonly application: string;
  readonly end: string;
}

export const COLORS: Palette = {
  red: '\x1b[31m',
  yellow: '\x1b[33m',
  green: '\x1b[32m',
  brightGreen: '\x1b[92m',
  faint: '\x1b[2m',
  bold: '\x1b[1m',
  application: '\x1b[48;5;24m\x1b[38;5;15m',
  end: '\x1b[0m',
};

export const NO_COLORS: Palette = {
  red: '',
  yellow: '',
  green: '',
  brightGreen: '',
  faint: '',
  bold: '',
  application: '',
  end: '',
};
