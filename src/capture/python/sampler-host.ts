import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { assembleSession } from '../../session/assemble-session.ts';
import { type LiveTables, RecordedProcesses } from '../../session/recorded-processes.ts';
import type { ClockCounts, SampleBatch } from '../../session/recording-parts.ts';
import type { CaptureOptions, CaptureResult } from './capture.ts';
import type { CaptureProblem } from './capture-problem.ts';
import { ResumeGuard } from './resume-guard.ts';
import { CONTROL_WORDS, PID, type SamplerMessage, type SamplerOrder, STOP } from './sampler-messages.ts';

export type SamplerEnd =
  | ({ readonly kind: 'recorded' } & Omit<CaptureResult, 'end'>)
  | { readonly kind: 'failed'; readonly problem: CaptureProblem; readonly message: string };

/** Called with each batch when the tables have what its samples name. */
export type LiveView = (batch: SampleBatch, tables: LiveTables) => void;

/** The sampling thread seen from the main one: started before its process is, so that no time of the program is lost. */
export class SamplerHost {
  readonly #ready = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<SamplerEnd>();
  readonly #control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4));
  readonly #recorded = new RecordedProcesses();
  readonly #options: CaptureOptions;
  readonly #onBatch: LiveView | undefined;
  readonly #worker: Worker;

  /** `executable` is the file that will be run; `onBatch` is called when more was recorded. */
  constructor(
    options: CaptureOptions,
    target: SamplerOrder['target'],
    {
      executable,
      onBatch,
    }: {
      readonly executable?: string;
      readonly onBatch?: LiveView;
    } = {},
  ) {
    this.#options = options;
    this.#onBatch = onBatch;
    const order: SamplerOrder = {
      control: this.#control.buffer as SharedArrayBuffer,
      intervalSeconds: options.intervalSeconds,
      durationSeconds: options.durationSeconds ?? Number.POSITIVE_INFINITY,
      target,
      executable,
      time: options.time,
      mainThreadOnly: options.threads === 'main',
      subprocesses: options.subprocesses,
      blocking: options.blocking,
      live: onBatch !== undefined,
    };
    const file = new URL(`./sampler-thread${extname(import.meta.url)}`, import.meta.url);
    this.#worker = new Worker(file, { workerData: order });
    this.#worker.on('message', (message: SamplerMessage) => this.#receive(message));
    let fault: Error | undefined;
    this.#worker.on('error', (error) => {
      fault = error instanceof Error ? error : new Error(String(error));
    });
    // Only now all messages have come.
    this.#worker.on('exit', () => {
      if (fault === undefined) return;
      this.#ready.reject(fault);
      this.#ended.resolve(this.#endWith(undefined, { fault, stillRunning: [], leftOut: [] }));
    });
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get ended(): Promise<SamplerEnd> {
    return this.#ended.promise;
  }

  sample(pid: number): void {
    if (this.#options.blocking) {
      const guard = new ResumeGuard(pid);
      void this.ended.then((end) =>
        end.kind === 'recorded' && end.fault !== undefined ? guard.resume() : guard.release(),
      );
    }
    Atomics.store(this.#control, PID, pid);
    Atomics.notify(this.#control, PID);
  }

  stop(): void {
    Atomics.store(this.#control, STOP, 1);
    Atomics.notify(this.#control, STOP);
  }

  #receive(message: SamplerMessage): void {
    switch (message.kind) {
      case 'ready':
        this.#ready.resolve();
        return;
      case 'batch':
        this.#take(message.batch);
        this.#options.log?.append({ batch: message.batch });
        return;
      case 'facts':
        this.#recorded.takeFacts(message.facts);
        this.#options.log?.append({ facts: message.facts });
        return;
      case 'failed':
        this.#ended.resolve(message);
        return;
      case 'ended': {
        const { clock, stillRunning, leftOut } = message;
        this.#ended.resolve(this.#endWith(clock, { fault: undefined, stillRunning, leftOut }));
      }
    }
  }

  #endWith(clock: ClockCounts | undefined, rest: Omit<CaptureResult, 'session' | 'end'>): SamplerEnd {
    const session = assembleSession(this.#recorded, clock, this.#options);
    return { kind: 'recorded', session, ...rest };
  }

  /** A live view keeps what it needs; the samples would grow without end. */
  #take(batch: SampleBatch): void {
    const process = this.#recorded.of(batch.process);
    process.takeTables(batch);
    if (this.#onBatch === undefined) process.takeSamples(batch);
    else this.#onBatch(batch, process);
  }

  /** For a process that could not be started. */
  abandon(): void {
    void this.#worker.terminate();
  }
}
