import type { FrameIndex, FrameTable } from '../model/frames.ts';
import { SampleTable } from '../model/samples.ts';
import { NO_STACK, type StackIndex } from '../model/stacks.ts';
import type { SessionData, SessionFacts } from './session-data.ts';

/** The one door by which samplers and readers make a session. */
export class SessionBuilder {
  readonly #samples: SampleTable;

  /** `samples` has what was recorded so far. */
  constructor(samples: SampleTable = new SampleTable()) {
    this.#samples = samples;
  }

  get sampleCount(): number {
    return this.#samples.length;
  }

  get frames(): FrameTable {
    return this.#samples.frames;
  }

  internFrame(text: string): FrameIndex {
    return this.#samples.frames.intern(text);
  }

  push(parent: StackIndex, frame: FrameIndex): StackIndex {
    return this.#samples.stacks.add(parent, frame);
  }

  /** The innermost frame; undefined for NO_STACK. */
  frameOf(stack: StackIndex): FrameIndex | undefined {
    return stack === NO_STACK ? undefined : this.#samples.stacks.frameOf(stack);
  }

  /** The frame texts of a stack, the outermost first. */
  textsOf(stack: StackIndex): string[] {
    return this.#samples.stacks.framesOf(stack).map((frame) => this.#samples.frames.textOf(frame));
  }

  addSample(stack: StackIndex, seconds: number): void {
    this.#samples.add(stack, seconds);
  }

  /** A sample from pyinstrument's frame texts, the outermost first. */
  addRecord(frameTexts: Iterable<string>, seconds: number): void {
    let stack = NO_STACK;
    for (const text of frameTexts) stack = this.push(stack, this.internFrame(text));
    this.addSample(stack, seconds);
  }

  finish(facts: SessionFacts): SessionData {
    return Object.freeze({ ...facts, samples: this.#samples });
  }
}
