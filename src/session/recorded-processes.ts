import type { FrameIndex } from '../model/frames.ts';
import { FrameTable } from '../model/frames.ts';
import { SampleTable } from '../model/samples.ts';
import { type StackIndex, StackTable } from '../model/stacks.ts';
import type { ProcessFacts, ProcessNews, SampleBatch, ThreadFacts } from './recording-parts.ts';

/** What the samples of a process name. */
export type LiveTables = Pick<RecordedProcess, 'frames' | 'stacks'>;

/** The samples of one process, a table a thread over the same frames and stacks. */
export class RecordedProcess {
  readonly frames: FrameTable = new FrameTable();
  readonly stacks: StackTable = new StackTable();
  readonly #threads = new Map<number, SampleTable>();

  samplesOf(thread: number): SampleTable {
    const samples = this.#threads.get(thread) ?? new SampleTable(this);
    this.#threads.set(thread, samples);
    return samples;
  }

  /** The indexes of a batch are those of the sampling thread's tables; adding in the same order gives the same ones here. */
  takeTables({ frames, stacks }: SampleBatch): void {
    for (const text of frames) this.frames.intern(text);
    for (let i = 0; i < stacks.length; i += 2) {
      this.stacks.add(stacks[i] as StackIndex, stacks[i + 1] as FrameIndex);
    }
  }

  takeSamples({ samples }: SampleBatch): void {
    for (const columns of samples) {
      const table = this.samplesOf(columns.thread);
      for (let i = 0; i < columns.stacks.length; i++) {
        table.add(columns.stacks[i] as StackIndex, columns.seconds[i] as number);
      }
    }
  }
}

const NOTHING_LASTING = { commandLine: '', sys: undefined, startCallStack: [] } as const;

interface KnownFacts {
  readonly facts: ProcessFacts;
  readonly threads: Map<number, ThreadFacts>;
}

/** What came of a recording, process by process in the order in which they were found. */
export class RecordedProcesses {
  readonly #processes = new Map<number, RecordedProcess>();
  readonly #facts = new Map<number, KnownFacts>();

  /** Of the processes of which anything is known, in their order; made anew each time. */
  listFacts(): readonly ProcessFacts[] {
    const known = [...this.#facts.values()].sort((a, b) => a.facts.process - b.facts.process);
    return known.map(({ facts, threads }) => ({
      ...facts,
      threads: [...threads.values()].sort((a, b) => a.thread - b.thread),
    }));
  }

  /** What is told anew of the same process, or of a thread, takes the place of what was known before. */
  takeFacts(news: ProcessNews): void {
    const known = this.#facts.get(news.process);
    const threads = known?.threads ?? new Map<number, ThreadFacts>();
    for (const thread of news.threads) threads.set(thread.thread, thread);
    const facts = { ...(known?.facts ?? NOTHING_LASTING), ...news };
    this.#facts.set(news.process, { facts, threads });
  }

  of(process: number): RecordedProcess {
    const recorded = this.#processes.get(process) ?? new RecordedProcess();
    this.#processes.set(process, recorded);
    return recorded;
  }
}
