import type { ConsoleOptions } from '../renderers/console/console-options.ts';
import { renderConsole } from '../renderers/console/render-console.ts';
import type { SessionData } from '../session/session-data.ts';

/** Reports for terminals and text files, as `callwise` prints them. */
export class ConsoleRenderer {
  readonly #options: ConsoleOptions;

  /** Without options the report is ASCII without colour, as pyinstrument's is. */
  constructor(options: ConsoleOptions = {}) {
    this.#options = { cwd: process.cwd(), ...options };
  }

  /** Throws a CallwiseError `bad-option` for options that contradict each other. */
  render(session: SessionData): string {
    return renderConsole(session, this.#options);
  }
}
