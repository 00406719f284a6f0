import { sessionChunks } from '../formats/pyisession/index.ts';
import type { SessionData } from '../session/session-data.ts';
import type { Renderer } from './renderer.ts';

/** The session file itself, for where output is wanted in place of `session.save`. */
export class SessionRenderer implements Renderer {
  readonly outputFileExtension = 'pyisession';

  render(session: SessionData): string {
    return [...this.renderPieces(session)].join('');
  }

  /** For a file that may be longer than a string can be. */
  *renderPieces(session: SessionData): Iterable<string> {
    for (const chunk of sessionChunks(session)) yield Buffer.from(chunk).toString('latin1');
  }
}
