import { HTMLRenderer } from '../api/html-renderer.ts';
import { Profiler } from '../api/profiler.ts';
import { ReportFolder } from './report-folder.ts';
import {
  type MiddlewareOptions,
  type MiddlewareRenderer,
  type RequestFacts,
  wishOf,
} from './request-guard.ts';

const MOST_KEPT = 100;

/** A request that is being profiled. */
export interface ProfiledRequest {
  /** Whether the report takes the place of the response. */
  readonly answers: boolean;
  /** Runs the handling of the request, or a part of it. */
  within<Result>(body: () => Result): Result;
  /** Ends the profile and gives the report; one for the folder is on its way there. */
  finish(): Report;
}

export interface Report {
  readonly text: string;
  readonly contentType: string;
}

/** What the middlewares of all frameworks share. */
export class RequestProfiler {
  readonly #options: MiddlewareOptions;
  readonly #renderer: MiddlewareRenderer;
  readonly #folder: ReportFolder | undefined;

  constructor(options: MiddlewareOptions) {
    this.#options = options;
    this.#renderer = options.renderer ?? new HTMLRenderer();
    this.#folder =
      options.folder === undefined ? undefined : new ReportFolder(options.folder, options.keep ?? MOST_KEPT);
  }

  /** Undefined for a request that is not profiled. */
  begin(request: RequestFacts): ProfiledRequest | undefined {
    if (wishOf(request, this.#options) === 'no') return undefined;
    const { interval } = this.#options;
    const profiler = new Profiler({ asyncMode: 'strict', ...(interval === undefined ? {} : { interval }) });
    // The query may hold secrets.
    const path = request.url.replace(/\?.*$/s, '');
    profiler.begin({ targetDescription: `${request.method} ${path}` });
    return {
      answers: this.#folder === undefined,
      within: (body) => (profiler.isRunning ? profiler.within(body) : body()),
      finish: () => this.#finish(profiler),
    };
  }

  #finish(profiler: Profiler): Report {
    const extension = this.#renderer.outputFileExtension ?? 'txt';
    const text = this.#renderer.render(profiler.stop());
    // A full disk is no reason to fail a request.
    this.#folder
      ?.add(text, extension)
      .catch((error: unknown) => process.emitWarning(String(error), 'CallwiseWarning'));
    return { text, contentType: CONTENT_TYPES.get(extension) ?? 'text/plain; charset=utf-8' };
  }
}

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['json', 'application/json'],
  ['speedscope.json', 'application/json'],
  ['pyisession', 'application/json'],
]);
