import { SessionFormatError } from '../pyisession/session-format-error.ts';
import { JsonError, listMembers, parseJson, type Span } from './json-members.ts';
import { readNumbers } from './json-numbers.ts';
import type { CallFrame, ProfileNode, V8Profile } from './v8-profile.ts';

/** Throws a SessionFormatError; `source` says in it what the bytes are. */
export function parseCpuprofile(bytes: Uint8Array, source: string): V8Profile {
  try {
    const members = listMembers(bytes);
    const spanOf = (key: string): Span => {
      const span = members.get(key);
      if (span === undefined) throw new JsonError(`the key "${key}"`, bytes.length);
      return span;
    };
    const profile = {
      nodes: readNodes(bytes, spanOf('nodes')),
      startTime: readTime(bytes, spanOf('startTime')),
      endTime: readTime(bytes, spanOf('endTime')),
      samples: readNumbers(bytes, spanOf('samples')),
      timeDeltas: readNumbers(bytes, spanOf('timeDeltas')),
    };
    if (profile.samples.length === profile.timeDeltas.length) return profile;
    throw new JsonError(
      `a time delta for each of ${profile.samples.length} samples`,
      spanOf('timeDeltas').start,
    );
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause;
    throw notAProfile(source, cause.message, { offset: cause.offset, cause });
  }
}

export function notAProfile(
  source: string,
  expected: string,
  { offset, cause }: { readonly offset?: number; readonly cause?: unknown } = {},
): SessionFormatError {
  return new SessionFormatError({ source, offset, expected, format: 'a CPU profile' }, { cause });
}

function readTime(bytes: Uint8Array, span: Span): number {
  const value = parseJson(bytes, span);
  if (typeof value === 'number') return value;
  throw new JsonError('a time in microseconds', span.start);
}

function readNodes(bytes: Uint8Array, span: Span): readonly ProfileNode[] {
  const value = parseJson(bytes, span);
  const nodes = Array.isArray(value) ? value.map(readNode) : [];
  if (Array.isArray(value) && nodes.every((node) => node !== undefined)) return nodes;
  throw new JsonError('a list of nodes, each with an id and a callFrame', span.start);
}

function readNode(value: unknown): ProfileNode | undefined {
  const { id, callFrame, children } = fieldsOf(value);
  const inner = children ?? [];
  const frame = readCallFrame(callFrame);
  if (typeof id !== 'number' || frame === undefined || !Array.isArray(inner)) return undefined;
  return inner.every((child) => typeof child === 'number')
    ? { id, callFrame: frame, children: inner }
    : undefined;
}

/** What is not JavaScript has no place everywhere; the number of a script is a number in some files. */
function readCallFrame(value: unknown): CallFrame | undefined {
  const { functionName, url = '', scriptId = '0', lineNumber = -1, columnNumber = -1 } = fieldsOf(value);
  if (typeof functionName !== 'string' || typeof url !== 'string') return undefined;
  if (!isInteger(lineNumber) || !isInteger(columnNumber)) return undefined;
  if (typeof scriptId !== 'string' && typeof scriptId !== 'number') return undefined;
  return { functionName, url, scriptId: String(scriptId), lineNumber, columnNumber };
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
