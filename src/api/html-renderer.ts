import type { HtmlOptions } from '../renderers/html/html-options.ts';
import { htmlPieces } from '../renderers/html/html-pieces.ts';
import { checkRenderOptions, HTML_OPTIONS } from '../renderers/render-options.ts';
import type { SessionData } from '../session/session-data.ts';
import { readHtmlParts } from './html-parts.ts';
import type { Renderer } from './renderer.ts';

/** A report to look around in: one file that opens in a browser and asks for nothing else. */
export class HTMLRenderer implements Renderer {
  readonly outputFileExtension = 'html';
  readonly #options: HtmlOptions;

  /** Throws a CallwiseError `bad-option` for a value that an option cannot have. */
  constructor(options: HtmlOptions = {}) {
    checkRenderOptions(options, HTML_OPTIONS);
    this.#options = options;
  }

  render(session: SessionData): string {
    return [...this.renderPieces(session)].join('');
  }

  /** For a file that may be longer than a string can be. */
  renderPieces(session: SessionData): Iterable<string> {
    return htmlPieces(session, this.#options, readHtmlParts(session, this.#options));
  }
}

/** The report as the text of a page, or of an element `<callwise-report>` with `fragment`. */
export function renderHtml(session: SessionData, options: HtmlOptions = {}): string {
  return new HTMLRenderer(options).render(session);
}
