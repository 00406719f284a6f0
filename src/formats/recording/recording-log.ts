import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { RecordingPart, RecordingRequest, SampleBatch } from '../../session/recording-parts.ts';
import { LINE_SAMPLES, shortened } from './sample-runs.ts';

/** What a log begins with. */
export const FIRST_KEY = 'callwise_recording';
const VERSION = 1;

/**
 * A recording on the disk while it goes on: a line of JSON for what was asked, then one for each part as it comes. Whoever is
 * killed leaves a file of whole lines and at most one that is cut. What cannot be written ends the log, not the recording, and
 * the file goes: the disk may be full, and the program that is recorded needs it.
 */
export class RecordingLog {
  readonly path: string;
  readonly #request: RecordingRequest;
  #file: number | undefined;
  #isOver = false;

  /** The file comes into being with the first part. */
  constructor(path: string, request: RecordingRequest) {
    this.path = path;
    this.#request = request;
  }

  /** Whether there is a file that has everything so far. */
  get isWritten(): boolean {
    return this.#file !== undefined;
  }

  append(part: RecordingPart): void {
    if (this.#isOver) return;
    try {
      if (this.#file === undefined) this.#begin();
      if ('batch' in part) for (const batch of piecesOf(part.batch)) this.#write({ batch });
      else this.#write(part);
    } catch {
      this.remove();
    }
  }

  /** Takes the file away: the session has come to its end, or is kept elsewhere, or the disk is full. */
  remove(): void {
    const file = this.#file;
    this.#file = undefined;
    this.#isOver = true;
    if (file === undefined) return;
    try {
      rmSync(this.path, { force: true });
      closeSync(file);
    } catch {
      // The next callwise finds the file. What was recorded is worth more than its log.
    }
  }

  #begin(): void {
    const { intervalSeconds, targetDescription, threads } = this.#request;
    this.#file = openSync(this.path, 'wx', 0o600);
    this.#write({ [FIRST_KEY]: VERSION, request: { intervalSeconds, targetDescription, threads } });
  }

  #write(value: unknown): void {
    const line = Buffer.from(`${JSON.stringify(value, withPlainColumns)}\n`);
    for (let at = 0; at < line.length; ) at += writeSync(this.#file as number, line, at);
  }
}

/** A batch as several when it is large; the first one has what the samples of all name. */
function* piecesOf(batch: SampleBatch): Iterable<unknown> {
  const largest = Math.max(1, ...batch.samples.map(({ stacks }) => stacks.length));
  for (let at = 0; at < largest; at += LINE_SAMPLES) {
    const samples = batch.samples
      .filter(({ stacks }) => stacks.length > at)
      .map(({ thread, stacks, seconds }) => {
        const end = at + LINE_SAMPLES;
        return shortened({ thread, stacks: stacks.slice(at, end), seconds: seconds.slice(at, end) });
      });
    yield at === 0 ? { ...batch, samples } : { ...batch, seconds: 0, frames: [], stacks: [], samples };
  }
}

/** Columns as lists of numbers; as objects they would be three times as long. */
function withPlainColumns(_key: string, value: unknown): unknown {
  return value instanceof Int32Array || value instanceof Float64Array ? [...value] : value;
}
