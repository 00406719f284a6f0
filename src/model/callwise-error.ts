/** Each code is stable: programs may tell errors apart by it. */
export type CallwiseErrorCode =
  | 'bad-option'
  | 'file-format'
  | 'file-not-found'
  | 'file-not-readable'
  | 'file-not-writable'
  | 'needs-linux'
  | 'needs-x86-64'
  | 'no-permission'
  | 'no-such-process'
  | 'not-node'
  | 'not-python'
  | 'not-cpython'
  | 'not-64-bit'
  | 'unsupported-python'
  | 'python-not-found'
  | 'program-not-started'
  | 'process-ended'
  | 'no-previous-session'
  | 'renderer-failed';

/** A failure that a user can act on. The message is neutral and names the file, process or option; advice is the CLI's. */
export class CallwiseError extends Error {
  readonly code: CallwiseErrorCode;

  constructor(code: CallwiseErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'CallwiseError';
    this.code = code;
  }
}
