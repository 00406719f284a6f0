import { FloatColumn, IntColumn } from '../../model/columns.ts';
import type { FrameIndex } from '../../model/frames.ts';
import type { StackIndex } from '../../model/stacks.ts';
import type { SampleBatch, ThreadFacts, ThreadSamples } from '../../session/recording-parts.ts';
import type { StackRecorder } from './stack-recorder.ts';

interface Columns {
  readonly stacks: IntColumn;
  readonly seconds: FloatColumn;
}

/** Samples of a process on their way from the sampling thread to the session, sent in batches. */
export class SampleOutbox {
  readonly #process: number;
  readonly #recorder: StackRecorder;
  readonly #send: (batch: SampleBatch) => void;
  /** Of the threads with samples since the last batch but one: there may be ever new ones. */
  readonly #threads = new Map<number, Columns>();
  #sentFrames = 0;
  #sentStacks = 0;

  constructor(process: number, recorder: StackRecorder, send: (batch: SampleBatch) => void) {
    this.#process = process;
    this.#recorder = recorder;
    this.#send = send;
  }

  add(thread: number, stack: StackIndex, seconds: number): void {
    let columns = this.#threads.get(thread);
    if (columns === undefined) {
      columns = { stacks: new IntColumn(), seconds: new FloatColumn() };
      this.#threads.set(thread, columns);
    }
    columns.stacks.push(stack);
    columns.seconds.push(seconds);
  }

  flush(seconds: number, threads: readonly ThreadFacts[]): void {
    const { frames, stacks } = this.#recorder;
    const texts: string[] = [];
    for (; this.#sentFrames < frames.size; this.#sentFrames++) {
      texts.push(frames.textOf(this.#sentFrames as FrameIndex));
    }
    const rows = new Int32Array((stacks.size - this.#sentStacks) * 2);
    for (let i = 0; this.#sentStacks < stacks.size; this.#sentStacks++) {
      const stack = this.#sentStacks as StackIndex;
      rows[i++] = stacks.parentOf(stack);
      rows[i++] = stacks.frameOf(stack);
    }
    this.#send({
      process: this.#process,
      seconds,
      frames: texts,
      stacks: rows,
      samples: this.#takeSamples(),
      threads,
    });
  }

  #takeSamples(): ThreadSamples[] {
    const samples: ThreadSamples[] = [];
    for (const [thread, { stacks, seconds }] of this.#threads) {
      if (stacks.length === 0) this.#threads.delete(thread);
      else samples.push({ thread, stacks: stacks.take(), seconds: seconds.take() });
    }
    return samples;
  }
}
