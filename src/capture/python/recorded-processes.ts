import type { FrameIndex } from '../../model/frames.ts';
import { FrameTable } from '../../model/frames.ts';
import { SampleTable } from '../../model/samples.ts';
import { type StackIndex, StackTable } from '../../model/stacks.ts';
import type { FinishedProcess, SampleBatch } from './sampler-messages.ts';

/** What the samples of a process name. */
export type LiveTables = Pick<RecordedProcess, 'frames' | 'stacks'>;

/** The samples of one process, a table a thread over the same frames and stacks. */
export class RecordedProcess {
  readonly frames: FrameTable = new FrameTable();
  readonly stacks: StackTable = new StackTable();
  readonly #threads: SampleTable[] = [];

  samplesOf(thread: number): SampleTable {
    while (this.#threads.length <= thread) this.#threads.push(new SampleTable(this));
    return this.#threads[thread] as SampleTable;
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

/** What came of a recording, process by process in the order in which they were found. */
export class RecordedProcesses {
  readonly #processes: RecordedProcess[] = [];
  readonly finished: FinishedProcess[] = [];

  of(process: number): RecordedProcess {
    while (this.#processes.length <= process) this.#processes.push(new RecordedProcess());
    return this.#processes[process] as RecordedProcess;
  }
}
