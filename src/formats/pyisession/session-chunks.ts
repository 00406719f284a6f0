import { pythonFloat } from '../../model/python-float.ts';
import { pythonString } from '../../model/python-string.ts';
import type { SampleIndex } from '../../model/samples.ts';
import type { SessionData } from '../../session/session-data.ts';
import { RecordWriter } from './record-writer.ts';
import { factsToJson } from './session-json.ts';
import { type SessionJson, samplingToJson } from './session-keys.ts';

const CHUNK_BYTES = 1 << 18;

/** Pieces of bytes; one that was handed back to `next` is written over. */
export type Chunks = Generator<Uint8Array, void, Uint8Array | undefined>;

/** The bytes of a session file, as pyinstrument writes it, piece by piece. */
export function* sessionChunks(session: SessionData): Chunks {
  yield Buffer.from(`{${factsText(factsToJson(session))}, "frame_records": [`, 'latin1');
  yield* recordChunks(session);
  yield Buffer.from(`]${otherKeysText(session)}}`, 'latin1');
}

function factsText(facts: SessionJson): string {
  const { sample_count, start_call_stack, target_description, sys_path, sys_prefixes } = facts;
  const values = {
    start_time: pythonFloat(facts.start_time),
    duration: pythonFloat(facts.duration),
    min_interval: pythonFloat(facts.min_interval),
    max_interval: pythonFloat(facts.max_interval),
    sample_count: Number.isInteger(sample_count) ? String(sample_count) : pythonFloat(sample_count),
    start_call_stack: listText(start_call_stack),
    target_description: pythonString(target_description),
    cpu_time: pythonFloat(facts.cpu_time),
    sys_path: listText(sys_path),
    sys_prefixes: listText(sys_prefixes),
  };
  return Object.entries(values)
    .map(([key, text]) => `"${key}": ${text}`)
    .join(', ');
}

function listText(texts: readonly string[]): string {
  return `[${texts.map(pythonString).join(', ')}]`;
}

function* recordChunks({ samples }: SessionData): Chunks {
  const writer = new RecordWriter(samples);
  let buffer = bufferOf(CHUNK_BYTES, undefined);
  let at = 0;
  for (let index = 0; index < samples.length; index++) {
    const sample = index as SampleIndex;
    writer.prepare(samples.stackOf(sample));
    if (at + writer.mostBytes > buffer.length) {
      const used = at > 0 ? yield buffer.subarray(0, at) : undefined;
      at = 0;
      buffer = bufferOf(Math.max(CHUNK_BYTES, writer.mostBytes * 2), used);
    }
    at = writer.write(buffer, at, samples.secondsOf(sample), index === 0);
  }
  if (at > 0) yield buffer.subarray(0, at);
}

/** The memory of a piece that is not needed any more, if it is enough. */
function bufferOf(length: number, used: Uint8Array | undefined): Buffer {
  if (used === undefined || used.buffer.byteLength < length) return Buffer.allocUnsafeSlow(length);
  return Buffer.from(used.buffer);
}

function otherKeysText({ sampling, unknownKeys }: SessionData): string {
  const own = sampling === undefined ? '' : `, "sampling": ${JSON.stringify(samplingToJson(sampling))}`;
  const unknown = [...(unknownKeys ?? [])].map(([key, text]) => `, ${pythonString(key)}: ${asciiJson(text)}`);
  return own + unknown.join('');
}

/** In a JSON text what is not ASCII stands in strings, where an escape says the same. */
function asciiJson(text: string): string {
  return text.replace(/[\x7f-\uffff]/g, (character) => pythonString(character).slice(1, -1));
}
