import type { FrameIndex } from '../../model/frames.ts';
import type { SampleIndex } from '../../model/samples.ts';
import { SessionBuilder } from '../../session/session-builder.ts';
import type { SessionData, SessionFacts } from '../../session/session-data.ts';
import { parseJson } from './json-text.ts';
import { SessionFormatError } from './session-format-error.ts';
import {
  FACT_KEYS,
  factsOf,
  findMissingKey,
  fitsKey,
  isFactKey,
  type SessionJson,
  samplingToJson,
} from './session-keys.ts';

/** The facts as JSON, in the order of pyinstrument's files. */
export function factsToJson(facts: SessionFacts): SessionJson {
  return {
    start_time: facts.startTime,
    duration: facts.duration,
    min_interval: facts.minInterval,
    max_interval: facts.maxInterval,
    sample_count: facts.sampleCount,
    start_call_stack: facts.startCallStack,
    target_description: facts.targetDescription,
    cpu_time: facts.cpuTime,
    sys_path: facts.sysPath,
    sys_prefixes: facts.sysPrefixes,
  };
}

/** The whole session as one value; unknown keys of its file are among the others. */
export function sessionToJson(
  session: SessionData,
  options: { readonly includeFrameRecords?: boolean } = {},
): SessionJson {
  const unknown = [...(session.unknownKeys ?? [])].map(([key, text]) => [key, parseJson(text)] as const);
  return {
    ...factsToJson(session),
    ...(options.includeFrameRecords === false ? {} : { frame_records: listRecords(session) }),
    ...(session.sampling === undefined ? {} : { sampling: samplingToJson(session.sampling) }),
    ...Object.fromEntries(unknown),
  };
}

function listRecords({ samples }: SessionData): [string[], number][] {
  const texts = Array.from({ length: samples.frames.size }, (_, frame) =>
    samples.frames.textOf(frame as FrameIndex),
  );
  return Array.from({ length: samples.length }, (_, index) => {
    const sample = index as SampleIndex;
    const stack = samples.stacks.framesOf(samples.stackOf(sample));
    return [stack.map((frame) => texts[frame] as string), samples.secondsOf(sample)];
  });
}

const SOURCE = 'The value';

/** A session from what `sessionToJson` gave. Throws a SessionFormatError for any other value. */
export function sessionFromJson(json: unknown): SessionData {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw expectedValue('an object');
  const values = new Map<string, unknown>();
  const unknownKeys = new Map<string, string>();
  const builder = new SessionBuilder();
  let hasRecords = false;
  for (const [key, value] of Object.entries(json)) {
    if (key === 'frame_records') {
      addRecords(builder, value);
      hasRecords = true;
    } else if (!isFactKey(key)) unknownKeys.set(key, JSON.stringify(value) ?? 'null');
    else if (fitsKey(key, value)) values.set(key, value);
    else throw expectedValue(`${FACT_KEYS[key]} for '${key}'`);
  }
  const missing = hasRecords ? findMissingKey(values) : 'frame_records';
  if (missing !== undefined) throw expectedValue(`the key '${missing}'`);
  return builder.finish(factsOf(values, unknownKeys));
}

function addRecords(builder: SessionBuilder, records: unknown): void {
  if (!Array.isArray(records)) throw expectedValue("a list for 'frame_records'");
  for (const record of records) addCheckedRecord(builder, record);
}

/** Throws a SessionFormatError for what is no frame record. */
export function addCheckedRecord(builder: SessionBuilder, record: unknown): void {
  const [stack, seconds] = Array.isArray(record) ? (record as readonly unknown[]) : [];
  if (!Array.isArray(stack) || typeof seconds !== 'number' || stack.some((text) => typeof text !== 'string'))
    throw expectedValue('a list of strings and a number for a frame record');
  builder.addRecord(stack as string[], seconds);
}

/** Throws a SessionFormatError for facts of a program without types that are none. */
export function checkFacts(facts: SessionFacts): void {
  for (const [key, value] of Object.entries(factsToJson(facts))) {
    const name = key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    if (isFactKey(key) && !fitsKey(key, value)) throw expectedValue(`${FACT_KEYS[key]} for '${name}'`);
  }
  const { sampleCount } = facts;
  if (!Number.isInteger(sampleCount) || sampleCount < 0) throw expectedValue("a count for 'sampleCount'");
}

function expectedValue(expected: string): SessionFormatError {
  return new SessionFormatError({ source: SOURCE, offset: undefined, expected });
}
