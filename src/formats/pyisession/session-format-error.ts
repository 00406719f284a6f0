import { CallwiseError } from '../../model/callwise-error.ts';

export interface FormatProblem {
  /** The file, or what else was read. */
  readonly source: string;
  /** Bytes from the beginning of the (uncompressed) text; undefined where there is no text. */
  readonly offset: number | undefined;
  /** What should have been there, as in `a string`. */
  readonly expected: string;
  /** What it should be; 'a session' if absent. */
  readonly format?: string;
}

/** A file or value that is not a session. `offset` and `expected` tell where it ceases to be one. */
export class SessionFormatError extends CallwiseError {
  readonly source: string;
  readonly offset: number | undefined;
  readonly expected: string;

  constructor(
    { source, offset, expected, format = 'a session' }: FormatProblem,
    options?: { readonly cause?: unknown },
  ) {
    const place = offset === undefined ? '' : ` at byte ${offset}`;
    super('file-format', `${source} is not ${format}: ${expected} is expected${place}.`, options);
    this.name = 'SessionFormatError';
    this.source = source;
    this.offset = offset;
    this.expected = expected;
  }
}
