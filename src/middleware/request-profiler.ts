import { HTMLRenderer } from '../api/html-renderer.ts';
import { intervalOf } from '../api/profiler.ts';
import { Session } from '../api/session.ts';
import { NodeRecording } from '../capture/node/index.ts';
import { startImmediate, startTimer, stopTimer, warn } from '../capture/node/original-globals.ts';
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

interface Profiled {
  /** Runs the handling of the request, or a part of it. */
  within<Result>(body: () => Result): Result;
  /** Ends the profile, unless it has ended: maybe its time was up. */
  end(): void;
}

/** The report goes to the folder. It is made in a later turn, when the client has its answer. */
interface KeptRequest extends Profiled {
  readonly answers: false;
}

/** The report takes the place of the response. */
export interface AnsweredRequest extends Profiled {
  readonly answers: true;
  /** Ends the profile, unless it has ended, and gives the report. */
  finish(): Report;
  /** The report, when the profile has ended. */
  readonly finished: Promise<Report>;
}

/** A request that is being profiled. */
export type ProfiledRequest = KeptRequest | AnsweredRequest;

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
  readonly #intervalSeconds: number;
  #running = 0;

  constructor(options: MiddlewareOptions) {
    this.#options = options;
    this.#mostMillis = 1000 * aboveZero('mostSeconds', options, MOST_SECONDS);
    this.#mostAtOnce = aboveZero('mostAtOnce', options, MOST_AT_ONCE);
    this.#renderer = options.renderer ?? new HTMLRenderer();
    const keep = aboveZero('keep', options, MOST_KEPT);
    this.#folder = options.folder === undefined ? undefined : new ReportFolder(options.folder, keep);
    this.#intervalSeconds = intervalOf(options);
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

  #begin(request: RequestFacts): ProfiledRequest {
    const recording = new NodeRecording({
      intervalSeconds: this.#intervalSeconds,
      asyncMode: 'strict',
      extent: 'context',
    });
    // The query may hold secrets.
    const targetDescription = `${request.method} ${request.url.replace(/\?.*$/s, '')}`;
    const makeText = (): string =>
      textOf(this.#renderer.render(new Session(recording.stop(targetDescription))));
    return this.#folder === undefined
      ? this.#answer(recording, makeText)
      : this.#keep(recording, makeText, this.#folder);
  }

  #answer(recording: NodeRecording, makeText: () => string): AnsweredRequest {
    const { promise: finished, resolve } = Promise.withResolvers<Report>();
    let report: Report | undefined;
    const make = (): Report => (report ??= this.#reportOf(makeText));
    const end = this.#endOnce(() => resolve(make()));
    const finish = (): Report => {
      end();
      return make();
    };
    return { answers: true, within: (body) => recording.run(body), end, finish, finished };
  }

  #keep(recording: NodeRecording, makeText: () => string, folder: ReportFolder): KeptRequest {
    const add = (): void => warnIfFailing(() => folder.add(makeText(), this.#extension).catch(warn));
    const end = this.#endOnce(() =>
      warnIfFailing(() => {
        recording.end();
        startImmediate(add);
      }),
    );
    return { answers: false, within: (body) => recording.run(body), end };
  }

  /** Counts one that runs, until its end: when that is asked for, or its time is up. */
  #endOnce(end: () => void): () => void {
    this.#running++;
    let hasEnded = false;
    const endOnce = (): void => {
      if (hasEnded) return;
      hasEnded = true;
      stopTimer(timer);
      this.#running--;
      end();
    };
    const timer = startTimer(endOnce, this.#mostMillis).unref();
    return endOnce;
  }

  #reportOf(makeText: () => string): Report {
    try {
      return { status: 200, text: makeText(), contentType: CONTENT_TYPES.get(this.#extension) ?? PLAIN };
    } catch (error) {
      warn(error);
      return { status: 500, text: 'The report could not be made.\n', contentType: PLAIN };
    }
  }

  get #extension(): string {
    return this.#renderer.outputFileExtension ?? 'txt';
  }
}

function warnIfFailing(body: () => unknown): void {
  try {
    body();
  } catch (error) {
    warn(error);
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
