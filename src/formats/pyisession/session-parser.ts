import { SessionBuilder } from '../../session/session-builder.ts';
import type { SessionData } from '../../session/session-data.ts';
import { ByteWindow } from './byte-window.ts';
import { decodeUtf8, parseJson } from './json-text.ts';
import { isSpace, RecordReader } from './record-reader.ts';
import { SessionFormatError } from './session-format-error.ts';
import { FACT_KEYS, factsOf, findMissingKey, fitsKey, isFactKey } from './session-keys.ts';
import { ValueScanner } from './value-scanner.ts';

const WINDOW_BYTES = 1 << 20;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** What comes next in the text. */
type Place =
  | 'beginning'
  | 'first key'
  | 'key'
  | 'colon'
  | 'value'
  | 'first record'
  | 'record'
  | 'after record'
  | 'after value'
  | 'end';

/**
 * Reads a session from the bytes of its JSON as they come. Samples go straight into columns; only what is not yet read is held.
 * All its methods throw a SessionFormatError where the text ceases to be a session.
 */
export class SessionParser {
  readonly window: ByteWindow = new ByteWindow(WINDOW_BYTES);
  /** What is read, for errors. */
  readonly source: string;
  readonly #scanner = new ValueScanner(this.window);
  readonly #values = new Map<string, unknown>();
  readonly #unknownKeys = new Map<string, string>();
  #builder: SessionBuilder | undefined;
  #records: RecordReader | undefined;
  #place: Place = 'beginning';
  #key = '';

  /** `source` names what is read in errors, as in `'run.pyisession'`. */
  constructor(source: string) {
    this.source = source;
  }

  /** Reads as far as the bytes in the window go. */
  advance(): void {
    while (this.#step()) {}
  }

  /** Ends the text. */
  finish(): SessionData {
    this.window.isComplete = true;
    this.advance();
    if (this.#place !== 'end') throw this.#error(this.window.end, EXPECTED[this.#place]);
    const missing = this.#builder === undefined ? 'frame_records' : findMissingKey(this.#values);
    if (missing !== undefined || this.#builder === undefined) {
      throw this.#error(this.window.end, `the key '${missing}'`);
    }
    return this.#builder.finish(factsOf(this.#values, this.#unknownKeys));
  }

  /** Reads the next thing; false when its bytes are not there yet. */
  #step(): boolean {
    if (this.#place === 'beginning' && !this.#skipByteOrderMark()) return false;
    const byte = this.#nextByte();
    if (byte === undefined) return false;
    switch (this.#place) {
      case 'beginning':
        return this.#take(byte, '{', 'first key');
      case 'first key':
        return byte === '}' ? this.#take(byte, '}', 'end') : this.#readKey(byte);
      case 'key':
        return this.#readKey(byte);
      case 'colon':
        return this.#take(byte, ':', 'value');
      case 'value':
        return this.#key === 'frame_records' ? this.#beginRecords(byte) : this.#readValue();
      case 'first record':
        return byte === ']' ? this.#endRecords() : this.#readRecord();
      case 'record':
        return this.#readRecord();
      case 'after record':
        return byte === ']' ? this.#endRecords() : this.#take(byte, ',', 'record');
      case 'after value':
        return byte === '}' ? this.#take(byte, '}', 'end') : this.#take(byte, ',', 'key');
      case 'end':
        throw this.#error(this.window.at, 'nothing more');
    }
  }

  /** False when it is not clear yet whether one is there. */
  #skipByteOrderMark(): boolean {
    const { bytes, end } = this.window;
    const isMark = BYTE_ORDER_MARK.every((byte, at) => at >= end || bytes[at] === byte);
    if (isMark && end < BYTE_ORDER_MARK.length) return false;
    if (isMark) this.window.at = BYTE_ORDER_MARK.length;
    return true;
  }

  #nextByte(): string | undefined {
    const { window } = this;
    while (window.at < window.end && isSpace(window.bytes[window.at] as number)) window.at++;
    return window.at < window.end ? String.fromCharCode(window.bytes[window.at] as number) : undefined;
  }

  #take(byte: string, expected: string, next: Place): true {
    if (byte !== expected) throw this.#error(this.window.at, EXPECTED[this.#place]);
    this.window.at++;
    this.#place = next;
    return true;
  }

  #readKey(byte: string): boolean {
    if (byte !== '"') throw this.#error(this.window.at, EXPECTED[this.#place]);
    const text = this.#takeValueText();
    if (text === undefined) return false;
    this.#key = parseJson(text) as string;
    this.#place = 'colon';
    return true;
  }

  #readValue(): boolean {
    const start = this.window.at;
    const text = this.#takeValueText();
    if (text === undefined) return false;
    const key = this.#key;
    if (isFactKey(key)) {
      const value = text === 'NaN' ? Number.NaN : parseJson(text);
      if (!fitsKey(key, value)) throw this.#error(start, `${FACT_KEYS[key]} for '${key}'`);
      this.#values.set(key, value);
    } else this.#unknownKeys.set(key, text);
    this.#place = 'after value';
    return true;
  }

  /** The JSON text of the value at the window's position, checked; undefined when its end is not there yet. */
  #takeValueText(): string | undefined {
    const { window } = this;
    const end = this.#scanner.end();
    if (end < 0) return undefined;
    const start = window.at;
    window.at = end;
    try {
      const text = decodeUtf8(window.bytes.subarray(start, end));
      parseJson(text);
      return text;
    } catch (cause) {
      throw this.#error(start, 'a JSON value in UTF-8', cause);
    }
  }

  #beginRecords(byte: string): true {
    if (byte !== '[') throw this.#error(this.window.at, "a list for 'frame_records'");
    this.#builder = new SessionBuilder();
    this.#records = new RecordReader(this.window, this.#builder);
    return this.#take(byte, '[', 'first record');
  }

  #readRecord(): boolean {
    const outcome = this.#records?.read();
    if (outcome === 'more' || outcome === undefined) return false;
    if (outcome !== 'read') throw this.#error(outcome.position, outcome.expected);
    this.#place = 'after record';
    return true;
  }

  #endRecords(): true {
    this.window.anchor = -1;
    return this.#take(']', ']', 'after value');
  }

  #error(position: number, expected: string, cause?: unknown): SessionFormatError {
    const offset = this.window.offsetOf(position);
    return new SessionFormatError({ source: this.source, offset, expected }, { cause });
  }
}

const EXPECTED: Readonly<Record<Place, string>> = {
  beginning: 'a JSON object',
  'first key': 'a key',
  key: 'a key',
  colon: "':' after a key",
  value: 'a JSON value',
  'first record': 'a frame record',
  record: 'a frame record',
  'after record': "',' or ']' after a frame record",
  'after value': "',' or '}' after a value",
  end: 'nothing more',
};
