import type { Session } from './session.ts';

/** Output, whole or in pieces; text is written as UTF-8. */
export type RendererOutput =
  | string
  | Uint8Array
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>;

/** Anything that makes output of sessions: those of callwise, and yours. `callwise -r ./my-renderer.js` takes one too. */
export interface Renderer {
  /** For files with the output, without a dot. */
  readonly outputFileExtension?: string;
  /** Whether the output is for programs only; then it is not written to a terminal. */
  readonly outputIsBinary?: boolean;
  render(session: Session): RendererOutput | Promise<RendererOutput>;
}
