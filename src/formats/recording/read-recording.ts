import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { assembleSession } from '../../session/assemble-session.ts';
import { RecordedProcesses } from '../../session/recorded-processes.ts';
import type { RecordingRequest } from '../../session/recording-parts.ts';
import type { SessionData } from '../../session/session-data.ts';
import { type ReadOptions, SessionFormatError } from '../pyisession/index.ts';
import { decodeUtf8 } from '../pyisession/json-text.ts';
import { checkFacts, checkRequest, PartChecker } from './check-parts.ts';
import { FIRST_KEY } from './recording-log.ts';

const READ_BYTES = 1 << 20;
const NEWLINE = 0x0a;

/** Whether a file that begins like this is a recording that was cut short. */
export function detectRecording(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, FIRST_KEY.length + 2)).toString('latin1') === `{"${FIRST_KEY}`;
}

/**
 * Reads what a recording that was cut short had written. What follows the last whole line is left out; anything else that is
 * not a part of a recording is a SessionFormatError.
 */
export async function readRecording(path: string | URL, options: ReadOptions = {}): Promise<SessionData> {
  const reader = new RecordingReader(path);
  const file = await open(path);
  try {
    const total = (await file.stat()).size;
    for (let done = 0; ; ) {
      const chunk = Buffer.allocUnsafe(READ_BYTES);
      const { bytesRead } = await file.read(chunk);
      if (bytesRead === 0) return reader.finish();
      reader.take(chunk.subarray(0, bytesRead));
      done += bytesRead;
      options.onProgress?.(done, total);
    }
  } finally {
    await file.close();
  }
}

/** As `readRecording`, before it returns. */
export function readRecordingSync(path: string | URL): SessionData {
  const reader = new RecordingReader(path);
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(READ_BYTES);
      const bytes = readSync(file, chunk);
      if (bytes === 0) return reader.finish();
      reader.take(chunk.subarray(0, bytes));
    }
  } finally {
    closeSync(file);
  }
}

class RecordingReader {
  readonly #source: string;
  readonly #recorded = new RecordedProcesses();
  readonly #checker = new PartChecker();
  #request: RecordingRequest | undefined;
  #pending: Buffer[] = [];
  #offset = 0;

  constructor(path: string | URL) {
    this.#source = `'${typeof path === 'string' ? path : fileURLToPath(path)}'`;
  }

  take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = Buffer.concat([...this.#pending, chunk.subarray(start, end)]);
      this.#pending = [];
      this.#takeLine(line);
      this.#offset += line.length + 1;
      start = end + 1;
    }
    if (start < chunk.length) this.#pending.push(chunk.subarray(start));
  }

  finish(): SessionData {
    if (this.#request === undefined) throw this.#expected('the first line of a recording');
    return assembleSession(this.#recorded, undefined, this.#request);
  }

  #takeLine(line: Buffer): void {
    const value = this.#parse(line);
    if (this.#request === undefined) {
      this.#request = checkRequest(value.request);
      if (this.#request === undefined) throw this.#expected('what a recording was asked for');
      return;
    }
    const batch = this.#checker.checkBatch(value.batch);
    const facts = checkFacts(value.facts);
    if (batch !== undefined) {
      const process = this.#recorded.of(batch.process);
      process.takeTables(batch);
      if (!this.#checker.isWhole(batch.process, process))
        throw this.#expected('frames and stacks that are there once');
      process.takeSamples(batch);
    } else if (facts !== undefined) this.#recorded.takeFacts(facts);
    else throw this.#expected('a part of a recording');
  }

  #parse(line: Buffer): Readonly<Record<string, unknown>> {
    try {
      const value: unknown = JSON.parse(decodeUtf8(line));
      if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
    } catch {}
    throw this.#expected('a JSON object on a line');
  }

  #expected(expected: string): SessionFormatError {
    return new SessionFormatError({ source: this.#source, offset: this.#offset, expected });
  }
}
