import { pstatsPieces } from '../formats/pstats/pstats-pieces.ts';
import { speedscopePieces } from '../formats/speedscope/speedscope-pieces.ts';
import type { CallTreeOptions } from '../processors/call-tree-options.ts';
import type { ConsoleOptions } from '../renderers/console/console-options.ts';
import { consoleReport } from '../renderers/console/console-report.ts';
import { jsonPieces } from '../renderers/json/json-pieces.ts';
import { CONSOLE_OPTIONS, checkRenderOptions } from '../renderers/render-options.ts';
import type { SessionData } from '../session/session-data.ts';
import { FrameRenderer } from './frame-renderer.ts';

/** Reports for terminals and text files, as `callwise` prints them. */
export class ConsoleRenderer extends FrameRenderer {
  readonly outputFileExtension = 'txt';
  readonly #options: ConsoleOptions;

  /**
   * Without options the report is ASCII without colour, as pyinstrument's is. Throws a CallwiseError `bad-option` for a
   * value that an option cannot have.
   */
  constructor(options: ConsoleOptions = {}) {
    super(options);
    checkRenderOptions(options, CONSOLE_OPTIONS);
    this.#options = options;
  }

  /** Throws a CallwiseError `bad-option` for options that contradict each other. */
  override render(session: SessionData): string {
    return [...consoleReport(session, { ...this.#options, ...this.callTreeOptions() })].join('');
  }
}

/** The processed call tree as JSON, as pyinstrument writes it. */
export class JSONRenderer extends FrameRenderer {
  readonly outputFileExtension = 'json';

  constructor(options: CallTreeOptions = {}) {
    super(options);
  }

  override render(session: SessionData): string {
    return [...this.renderPieces(session)].join('');
  }

  /** For a file that may be longer than a string can be. */
  renderPieces(session: SessionData): Iterable<string> {
    return jsonPieces(session, this.callTreeOptions());
  }
}

/** The calls in time order for https://www.speedscope.app. */
export class SpeedscopeRenderer extends FrameRenderer {
  readonly outputFileExtension = 'speedscope.json';

  constructor(options: CallTreeOptions = {}) {
    super(options, { timeline: true, ungrouped: true });
  }

  override render(session: SessionData): string {
    return [...this.renderPieces(session)].join('');
  }

  /** For a file that may be longer than a string can be. */
  renderPieces(session: SessionData): Iterable<string> {
    return speedscopePieces(session, this.callTreeOptions());
  }
}

/** Times by function and caller in a file that Python's `pstats` opens. */
export class PstatsRenderer extends FrameRenderer {
  readonly outputFileExtension = 'pstats';
  readonly outputIsBinary = true;

  constructor(options: CallTreeOptions = {}) {
    super(options, { ungrouped: true });
  }

  override render(session: SessionData): Uint8Array {
    return Buffer.concat([...pstatsPieces(session, this.callTreeOptions())]);
  }
}
