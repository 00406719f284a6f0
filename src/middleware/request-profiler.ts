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
  /** Ends the profile, unless it has ended, and gives the report; one for the folder is on its way there. */
  finish(): Report;
}

export interface Report {
  readonly status: 200 | 500;
  readonly text: string;
  readonly contentType: string;
}

/** What the middlewares of all frameworks share. What fails in it is said in a warning, and fails no request. */
export class RequestProfiler {
  readonly #options: MiddlewareOptions;
  readonly #renderer: MiddlewareRenderer;
  readonly #folder: ReportFolder | undefined;

  constructor(options: MiddlewareOptions) {
    this.#options = options;
    this.#renderer = options.renderer ?? new HTMLRenderer();
    this.#folder =
      options.folder === undefined ? undefined : new ReportFolder(options.folder, options.keep ?? MOST_KEPT);
    // Says at once what is wrong with the interval.
    this.#newProfiler();
  }

  /** Undefined for a request that is not profiled. */
  begin(request: RequestFacts): ProfiledRequest | undefined {
    try {
      return wishOf(request, this.#options) === 'no' ? undefined : this.#begin(request);
    } catch (error) {
      warn(error);
      return undefined;
    }
  }

  #newProfiler(): Profiler {
    const { interval } = this.#options;
    return new Profiler({ asyncMode: 'strict', ...(interval === undefined ? {} : { interval }) });
  }

  #begin(request: RequestFacts): ProfiledRequest {
    const profiler = this.#newProfiler();
    // The query may hold secrets.
    const path = request.url.replace(/\?.*$/s, '');
    profiler.begin({ targetDescription: `${request.method} ${path}` });
    let report: Report | undefined;
    return {
      answers: this.#folder === undefined,
      within: (body) => (profiler.isRunning ? profiler.within(body) : body()),
      finish: () => {
        report ??= this.#finish(profiler);
        return report;
      },
    };
  }

  #finish(profiler: Profiler): Report {
    const extension = this.#renderer.outputFileExtension ?? 'txt';
    try {
      const text = this.#renderer.render(profiler.stop());
      this.#folder?.add(text, extension).catch(warn);
      return { status: 200, text, contentType: CONTENT_TYPES.get(extension) ?? PLAIN };
    } catch (error) {
      warn(error);
      return { status: 500, text: 'The report could not be made.\n', contentType: PLAIN };
    }
  }
}

function warn(error: unknown): void {
  process.emitWarning(String(error), 'CallwiseWarning');
}

const PLAIN = 'text/plain; charset=utf-8';
const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['json', 'application/json'],
  ['speedscope.json', 'application/json'],
  ['pyisession', 'application/json'],
]);
