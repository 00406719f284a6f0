// TypeScript 7 loads only the types that it is told to.
/// <reference types="node" preserve="true" />
import type { IncomingMessage, ServerResponse } from 'node:http';
import { warn } from '../capture/node/original-globals.ts';
import type { MiddlewareOptions, RequestFacts } from './request-guard.ts';
import {
  type AnsweredRequest,
  type ProfiledRequest,
  type Report,
  RequestProfiler,
} from './request-profiler.ts';

/** Of `http.IncomingMessage` what is used here. */
export interface IncomingRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  emit(...parameters: never[]): boolean;
}

/** Of `http.ServerResponse` what is used here. */
export interface OutgoingResponse {
  readonly headersSent: boolean;
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  getHeaderNames(): string[];
  removeHeader(name: string): unknown;
  write(...parameters: never[]): boolean;
  end(...parameters: never[]): unknown;
  writeHead(...parameters: never[]): unknown;
  flushHeaders?(): void;
  once(event: 'close', listener: () => void): unknown;
}

export function factsOf(request: IncomingRequest): RequestFacts {
  return {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    header: (name) => {
      const value = request.headers[name.toLowerCase()];
      return Array.isArray(value) ? value[0] : value;
    },
  };
}

/** `http.createServer(profiledHandler(handler, options))`. */
export function profiledHandler<
  Request extends IncomingRequest = IncomingMessage,
  Response extends OutgoingResponse = ServerResponse,
>(
  handler: (request: Request, response: Response) => unknown,
  options: MiddlewareOptions,
): (request: Request, response: Response) => unknown {
  const profiler = new RequestProfiler(options);
  return (request, response) => {
    const profiled = profiler.begin(factsOf(request));
    if (profiled === undefined) return handler(request, response);
    watchExchange({ request, response }, profiled);
    return profiled.within(() => handler(request, response));
  };
}

/** `app.use(expressProfiler(options))`, before the handlers; for Connect and its kin as well. */
export function expressProfiler(
  options: MiddlewareOptions,
): (request: IncomingRequest, response: OutgoingResponse, next: (error?: unknown) => void) => void {
  const profiler = new RequestProfiler(options);
  return (request, response, next) => {
    const profiled = profiler.begin(factsOf(request));
    if (profiled === undefined) return next();
    watchExchange({ request, response }, profiled);
    profiled.within(() => next());
  };
}

export interface Exchange {
  readonly request: IncomingRequest;
  readonly response: OutgoingResponse;
}

/** Ends the profile with the response, in whose place the report goes if it is to answer. */
export function watchExchange({ request, response }: Exchange, profiled: ProfiledRequest): void {
  profileListeners(request, profiled);
  response.once('close', profiled.end);
  if (profiled.answers) {
    answerWithReport(response, profiled);
    return;
  }
  const { end } = response;
  response.end = (...parameters: never[]): unknown => {
    const ended = Reflect.apply(end, response, parameters);
    profiled.end();
    return ended;
  };
}

/** What the handler writes goes nowhere, also after the report was sent because its time was up. */
function answerWithReport(response: OutgoingResponse, profiled: AnsweredRequest): void {
  const { write, writeHead, flushHeaders, end } = response;
  let isOver = false;
  const send = (report: Report, callback?: () => void): void => {
    if (isOver) {
      if (callback !== undefined) process.nextTick(callback);
      return;
    }
    isOver = true;
    Object.assign(response, { write, writeHead, flushHeaders });
    if (!response.headersSent) replaceHead(response, report);
    Reflect.apply(end, response, [response.headersSent ? undefined : report.text, callback]);
    silenceBody(response);
    silenceHeaders(response);
  };
  response.once('close', () => {
    isOver = true;
  });
  silenceBody(response);
  response.end = (...parameters: never[]): unknown => {
    send(profiled.finish(), callbackOf(parameters));
    return response;
  };
  profiled.finished.then((report) => send(report)).catch(warn);
}

function replaceHead(response: OutgoingResponse, report: Report): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.statusCode = report.status;
  response.setHeader('content-type', report.contentType);
  response.setHeader('cache-control', 'no-store');
}

function silenceBody(response: OutgoingResponse): void {
  response.write = (...parameters) => {
    // Who waits for what was written would wait for ever.
    const callback = callbackOf(parameters);
    if (callback !== undefined) process.nextTick(callback);
    return true;
  };
  response.writeHead = () => response;
  response.flushHeaders = () => undefined;
}

/** Node throws at headers that come after the response, of which the handler does not know. */
function silenceHeaders(response: OutgoingResponse): void {
  const ignore = (): OutgoingResponse => response;
  Object.assign(response, {
    setHeader: ignore,
    setHeaders: ignore,
    appendHeader: ignore,
    removeHeader: ignore,
  });
}

/** The body comes in events of the connection, which was there before the context of the request. */
function profileListeners(request: IncomingRequest, profiled: ProfiledRequest): void {
  const { emit } = request;
  request.emit = (...parameters) => profiled.within(() => Reflect.apply(emit, request, parameters));
}

function callbackOf(parameters: readonly unknown[]): (() => void) | undefined {
  const last = parameters.at(-1);
  return typeof last === 'function' ? (last as () => void) : undefined;
}
