import type { Session } from '../api/session.ts';
import { draw } from '../capture/node/original-globals.ts';

/** What of a request decides whether it is profiled; header names are lower-case. */
export interface RequestFacts {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  header(name: string): string | undefined;
}

export interface MiddlewareOptions {
  /**
   * Who may profile: without it nothing is ever profiled, because a report shows the inside of the program. For example
   * `(request) => key !== undefined && request.header('x-profile-key') === key`: without a key nobody may, instead of all
   * that send none. Only `true` allows; an error does not.
   */
  readonly allow?: (request: RequestFacts) => boolean;
  /** A query parameter that asks for a profile, such as `profile` for `?profile=1`. */
  readonly queryParameter?: string;
  /** A header that asks for a profile by being there. */
  readonly header?: string;
  /**
   * The share of all other requests that is profiled, from 0 to 1, of those that `allow` lets. Their reports go to the
   * folder; without one none is. One that begins while no other is profiled stops all requests for some 15 to 50 ms, the
   * more code is loaded the longer.
   */
  readonly samplingRate?: number;
  /** Asks for a profile when it returns `true`. */
  readonly when?: (request: RequestFacts) => boolean;
  /**
   * Where reports go, a file each, which is made when the response has ended, and holds up what comes then. Without it the report
   * takes the place of the response.
   */
  readonly folder?: string;
  /** How many reports stay in the folder, the newest; 100 if absent. */
  readonly keep?: number;
  /** What a report is; HTML if absent. */
  readonly renderer?: MiddlewareRenderer;
  /** Seconds between two samples, 0.00005 or more; 0.001 if absent. */
  readonly interval?: number;
  /**
   * Seconds after which a profile ends, 60 if absent: requests may last for ever, and a profile grows. The request goes on; a
   * report that takes the place of its response is sent then.
   */
  readonly mostSeconds?: number;
  /** How many requests are profiled at once, 10 if absent. Further ones are answered as if they had not asked. */
  readonly mostAtOnce?: number;
}

/** A renderer of the library, or one like them. */
export interface MiddlewareRenderer {
  readonly outputFileExtension?: string;
  render(session: Session): string;
}

export type Wish = 'no' | 'asked' | 'sampled';

/** Whether a request is to be profiled: because it asks for it, or by chance. */
export function wishOf(request: RequestFacts, options: MiddlewareOptions): Wish {
  const { allow, samplingRate = 0 } = options;
  if (allow === undefined) return 'no';
  if (asks(request, options)) return isAllowed(allow, request) ? 'asked' : 'no';
  const isSampled = options.folder !== undefined && draw() < samplingRate;
  return isSampled && isAllowed(allow, request) ? 'sampled' : 'no';
}

/** A promise, which a guard without types may give, is not a yes. */
function isAllowed(allow: NonNullable<MiddlewareOptions['allow']>, request: RequestFacts): boolean {
  return allow(request) === true;
}

function asks(request: RequestFacts, { queryParameter, header, when }: MiddlewareOptions): boolean {
  if (queryParameter !== undefined && queryOf(request.url).has(queryParameter)) return true;
  if (header !== undefined && request.header(header.toLowerCase()) !== undefined) return true;
  return when?.(request) === true;
}

function queryOf(url: string): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
}
