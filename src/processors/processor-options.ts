/** Options of the built-in processors. */
export interface ProcessorOptions {
  /** A regular expression in Python's dialect: files whose path it matches from the start are hidden in groups. */
  readonly hideRegex?: string;
  /** Likewise, files that are shown; it wins over `hideRegex`. */
  readonly showRegex?: string;
  /** Share of the root's time below which calls are left out. 0.01 if absent. */
  readonly filterThreshold?: number;
}

export const DEFAULT_FILTER_THRESHOLD = 0.01;
