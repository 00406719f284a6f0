import { FloatColumn, IntColumn } from '../../model/columns.ts';
import type { FrameIndex } from '../../model/frames.ts';
import type { StackIndex } from '../../model/stacks.ts';
import type { SampleBatch } from './sampler-messages.ts';
import type { StackRecorder } from './stack-recorder.ts';

/** Samples on their way from the sampling thread to the session, sent in batches. */
export class SampleOutbox {
  readonly #recorder: StackRecorder;
  readonly #send: (batch: SampleBatch) => void;
  #stacks = new IntColumn();
  #seconds = new FloatColumn();
  #sentFrames = 0;
  #sentStacks = 0;

  constructor(recorder: StackRecorder, send: (batch: SampleBatch) => void) {
    this.#recorder = recorder;
    this.#send = send;
  }

  add(stack: StackIndex, seconds: number): void {
    this.#stacks.push(stack);
    this.#seconds.push(seconds);
  }

  flush(): void {
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
      kind: 'batch',
      frames: texts,
      stacks: rows,
      sampleStacks: this.#stacks.take(),
      sampleSeconds: this.#seconds.take(),
    });
  }
}
