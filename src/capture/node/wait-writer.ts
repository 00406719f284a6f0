import { AWAIT } from '../../call-tree/identifier.ts';
import type { FrameIndex } from '../../model/frames.ts';
import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import type { SessionBuilder } from '../../session/session-builder.ts';
import type { Wait } from './await-scope.ts';
import type { PathStacks } from './path-stacks.ts';

export interface WaitWriterParts {
  readonly builder: SessionBuilder;
  readonly paths: PathStacks;
  /** In the order of their ends. */
  readonly waits: readonly Wait[];
  /**
   * Whether the time of a sample is cut where waits begin and end. When one ended is known to the microsecond, and when it
   * began nearly: better than the samples around it say. Not so of a context, beside which other code runs.
   */
  readonly isCutting: boolean;
}

/** Writes the time of samples piece by piece, in which code runs or is waited for. Times are milliseconds. */
export class WaitWriter {
  readonly #parts: WaitWriterParts;
  readonly #awaitFrame: FrameIndex;
  #followed = 0;
  /** What ran last. */
  #code: StackIndex = NO_STACK;
  /** What the last sample was seen to wait for. */
  #before: Wait | undefined;
  /** Up to when time is written. */
  #written = 0;

  constructor(parts: WaitWriterParts) {
    this.#parts = parts;
    this.#awaitFrame = parts.builder.internFrame(AWAIT);
  }

  /** What ran last. */
  get code(): StackIndex {
    return this.#code;
  }

  /** Begins the time of a sample, and writes of it what waits took that ended in it. */
  begin(from: number, end: number): void {
    const { waits, paths, isCutting } = this.#parts;
    this.#written = from;
    for (; (waits[this.#followed]?.resumed ?? Number.POSITIVE_INFINITY) <= end; this.#followed++) {
      const wait = waits[this.#followed] as Wait;
      paths.follow(wait.path);
      if (isCutting && wait.created !== wait.resumed) this.#writeEnded(wait);
    }
  }

  /** Writes what ran before a wait that the sample is seen in, when it began in the time of the sample. */
  enter(wait: Wait | undefined, isEstimated: boolean, end: number): void {
    const isNew = wait !== undefined && !isEstimated && wait !== this.#before;
    if (isNew && this.#parts.isCutting && wait.created < end) this.#cut(wait.created);
    this.#before = isEstimated ? undefined : wait;
  }

  writeWait(wait: Wait, end: number): void {
    const { builder, paths } = this.#parts;
    this.write(builder.push(paths.stackOf(wait.path), this.#awaitFrame), end);
  }

  writeCode(stack: StackIndex, end: number): void {
    this.#code = stack;
    this.write(stack, end);
  }

  /** The rest of the time up to then. */
  write(stack: StackIndex, end: number): void {
    this.#parts.builder.addSample(stack, (end - this.#written) / 1000);
    this.#written = end;
  }

  /** One that began in time that is written is not known to have been what was waited for. */
  #writeEnded(wait: Wait): void {
    if (wait !== this.#before) {
      if (wait.created < this.#written) return;
      this.#cut(wait.created);
    }
    if (wait.resumed > this.#written) this.writeWait(wait, wait.resumed);
  }

  #cut(at: number): void {
    if (at > this.#written) this.write(this.#code, at);
  }
}
