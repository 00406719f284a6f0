import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

/** What `callwise` asks of the programs that it starts, in their environment. */
export interface RecordRequest {
  /** Where each thread leaves its session. */
  readonly folder: string;
  readonly intervalSeconds: number;
  readonly targetDescription: string;
  /** Also the workers and processes that the program starts. */
  readonly subprocesses: boolean;
}

const VARIABLE = 'CALLWISE_RECORD';
/** For those that inherit the option to load this module, but are not asked. */
const NOT_ASKED = 'off';

export function requestEnvironment(request: RecordRequest): Record<string, string> {
  return { [VARIABLE]: JSON.stringify(request) };
}

// Each thread hands its environment data on to the workers that it starts.
const REQUEST = 'callwise.request';
const SHARED = 'callwise.workers';

let needsRequest = false;

/** callwise has the recording of this thread loaded, and not the user. */
export function recordOnlyWhenAsked(): void {
  needsRequest = true;
}

/** The request for this thread: absent when callwise did not start it, `off` when it is not to be recorded. */
export function takeRequest(): RecordRequest | 'off' | undefined {
  const inherited = getEnvironmentData(REQUEST);
  if (typeof inherited === 'string') return parse(inherited);
  const text = process.env[VARIABLE] ?? (needsRequest ? NOT_ASKED : undefined);
  const request = text === undefined ? undefined : parse(text);
  const isForAll = typeof request === 'object' && request.subprocesses;
  setEnvironmentData(REQUEST, isForAll ? text : NOT_ASKED);
  if (!isForAll && request !== NOT_ASKED) process.env[VARIABLE] = NOT_ASKED;
  return request;
}

function parse(text: string): RecordRequest | 'off' {
  return text === NOT_ASKED ? NOT_ASKED : (JSON.parse(text) as RecordRequest);
}

/** Enough for 16 million workers one after the other. What is not used takes no memory. */
const MOST_BYTES = 2 ** 27;

/** The memory in which the workers of this process say how far they are, and where they wait. It is there before the first one. */
export function sharedMemory(): SharedArrayBuffer {
  const inherited = getEnvironmentData(SHARED);
  if (inherited instanceof SharedArrayBuffer) return inherited;
  const shared = new SharedArrayBuffer(16, { maxByteLength: MOST_BYTES });
  setEnvironmentData(SHARED, shared);
  return shared;
}
