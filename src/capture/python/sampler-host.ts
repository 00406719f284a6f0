import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FrameIndex } from '../../model/frames.ts';
import type { StackIndex } from '../../model/stacks.ts';
import { SessionBuilder } from '../../session/session-builder.ts';
import type { SessionData } from '../../session/session-data.ts';
import type { CaptureOptions } from './capture.ts';
import {
  type CaptureProblem,
  CONTROL_WORDS,
  PID,
  type SampleBatch,
  type SamplerMessage,
  type SamplerOrder,
  STOP,
} from './sampler-messages.ts';

export type SamplerEnd =
  | { readonly kind: 'recorded'; readonly session: SessionData }
  | { readonly kind: 'failed'; readonly problem: CaptureProblem; readonly message: string };

/** The sampling thread seen from the main one: started before its process is, so that no time of the program is lost. */
export class SamplerHost {
  readonly ended: Promise<SamplerEnd>;
  readonly ready: Promise<void>;
  readonly #control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4));
  readonly #builder = new SessionBuilder();
  readonly #options: CaptureOptions;
  readonly #worker: Worker;

  constructor(options: CaptureOptions, target: SamplerOrder['target'], executable?: string) {
    this.#options = options;
    const order: SamplerOrder = {
      control: this.#control.buffer as SharedArrayBuffer,
      intervalSeconds: options.intervalSeconds,
      durationSeconds: options.durationSeconds ?? Number.POSITIVE_INFINITY,
      target,
      executable,
    };
    const file = new URL(`./sampler-thread${extname(import.meta.url)}`, import.meta.url);
    this.#worker = new Worker(file, { workerData: order });
    const ready = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<SamplerEnd>();
    this.ready = ready.promise;
    this.ended = ended.promise;
    this.#worker.on('message', (message: SamplerMessage) => {
      if (message.kind === 'ready') ready.resolve();
      else if (message.kind === 'batch') this.#take(message);
      else ended.resolve(this.#endOf(message));
    });
    this.#worker.on('error', (error) => {
      ready.reject(error);
      ended.reject(error);
    });
  }

  sample(pid: number): void {
    Atomics.store(this.#control, PID, pid);
    Atomics.notify(this.#control, PID);
  }

  stop(): void {
    Atomics.store(this.#control, STOP, 1);
    Atomics.notify(this.#control, STOP);
  }

  /** For a process that could not be started. */
  abandon(): void {
    this.ended.catch(() => {});
    void this.#worker.terminate();
  }

  /** The indexes of a batch are those of the sampling thread's tables; adding in the same order gives the same ones here. */
  #take({ frames, stacks, sampleStacks, sampleSeconds }: SampleBatch): void {
    for (const text of frames) this.#builder.internFrame(text);
    for (let i = 0; i < stacks.length; i += 2) {
      this.#builder.push(stacks[i] as StackIndex, stacks[i + 1] as FrameIndex);
    }
    for (let i = 0; i < sampleStacks.length; i++) {
      this.#builder.addSample(sampleStacks[i] as StackIndex, sampleSeconds[i] as number);
    }
  }

  #endOf(message: Extract<SamplerMessage, { kind: 'finished' | 'failed' }>): SamplerEnd {
    if (message.kind === 'failed') return message;
    const { intervalSeconds, targetDescription } = this.#options;
    const session = this.#builder.finish({
      startTime: message.startTime,
      duration: message.duration,
      minInterval: intervalSeconds,
      maxInterval: intervalSeconds,
      sampleCount: message.statistics.recorded,
      // pyinstrument cannot open a session whose start stack is empty.
      startCallStack: message.startCallStack.length > 0 ? message.startCallStack : ['[root]'],
      targetDescription,
      cpuTime: message.cpuTime,
      sysPath: message.sys?.path ?? [],
      sysPrefixes: message.sys?.prefixes ?? [],
      sampling: message.statistics,
    });
    return { kind: 'recorded', session };
  }
}
