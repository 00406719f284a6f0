import { HTMLRenderer } from '../api/html-renderer.ts';
import { Profiler } from '../api/profiler.ts';
import { startTimer, stopTimer } from '../capture/node/original-globals.ts';
import { warn } from '../capture/node/warn.ts';
import { ReportFolder } from './report-folder.ts';
import {
  type MiddlewareOptions,
  type MiddlewareRenderer,
  type RequestFacts,
  wishOf,
} from './request-guard.ts';

const MOST_KEPT = 100;
const MOST_SECONDS = 60;
const MOST_AT_ONCE = 10;

/** A request that is being profiled. */
export interface ProfiledRequest {
  /** Whether the report takes the place of the response. */
  readonly answers: boolean;
  /** Runs the handling of the request, or a part of it. */
  within<Result>(body: () => Result): Result;
  /** Ends the profile, unless it has ended, and gives the report; one for the folder is on its way there. */
  finish(): Report;
  /** The report, when the profile has ended: maybe because its time was up. */
  readonly finished: Promise<Report>;
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
  readonly #mostMillis: number;
  readonly #mostAtOnce: number;
  #running = 0;

  constructor(options: MiddlewareOptions) {
    this.#options = options;
    this.#mostMillis = 1000 * aboveZero('mostSeconds', options, MOST_SECONDS);
    this.#mostAtOnce = aboveZero('mostAtOnce', options, MOST_AT_ONCE);
    this.#renderer = options.renderer ?? new HTMLRenderer();
    const keep = aboveZero('keep', options, MOST_KEPT);
    this.#folder = options.folder === undefined ? undefined : new ReportFolder(options.folder, keep);
    // Says at once what is wrong with the interval.
    this.#newProfiler();
  }

  /** Undefined for a request that is not profiled. */
  begin(request: RequestFacts): ProfiledRequest | undefined {
    try {
      if (wishOf(request, this.#options) === 'no' || this.#running >= this.#mostAtOnce) return undefined;
      return this.#begin(request);
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
    this.#running++;
    const { promise: finished, resolve } = Promise.withResolvers<Report>();
    let report: Report | undefined;
    const finish = (): Report => {
      if (report !== undefined) return report;
      stopTimer(timer);
      this.#running--;
      report = this.#finish(profiler);
      resolve(report);
      return report;
    };
    const timer = startTimer(finish, this.#mostMillis).unref();
    return {
      answers: this.#folder === undefined,
      within: (body) => (profiler.isRunning ? profiler.within(body) : body()),
      finish,
      finished,
    };
  }

  #finish(profiler: Profiler): Report {
    const extension = this.#renderer.outputFileExtension ?? 'txt';
    try {
      const text = textOf(this.#renderer.render(profiler.stop()));
      this.#folder?.add(text, extension).catch(warn);
      return { status: 200, text, contentType: CONTENT_TYPES.get(extension) ?? PLAIN };
    } catch (error) {
      warn(error);
      return { status: 500, text: 'The report could not be made.\n', contentType: PLAIN };
    }
  }
}

function aboveZero(
  name: 'mostSeconds' | 'mostAtOnce' | 'keep',
  options: MiddlewareOptions,
  otherwise: number,
): number {
  const value = options[name] ?? otherwise;
  if (!(value > 0)) throw new RangeError(`${name} must be a number above 0, not ${value}.`);
  return value;
}

/** A renderer without types may give something else, and a promise of it may fail with nobody there to see. */
function textOf(rendered: unknown): string {
  if (typeof rendered === 'string') return rendered;
  if (rendered instanceof Promise) rendered.catch(() => undefined);
  throw new TypeError('A renderer for requests has to return text, at once.');
}

const PLAIN = 'text/plain; charset=utf-8';
const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['json', 'application/json'],
  ['speedscope.json', 'application/json'],
  ['pyisession', 'application/json'],
]);
