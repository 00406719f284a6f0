import type { FrameIndex } from '../../model/frames.ts';
import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import type { LiveTables } from '../../session/recorded-processes.ts';
import type { SampleBatch, ThreadFacts } from '../../session/recording-parts.ts';
import { frameNameOf } from '../frame-name.ts';

/** Batches that the percentages are about: two seconds. */
const WINDOW_BATCHES = 8;

export interface FunctionFigures {
  readonly name: string;
  readonly filePath: string;
  readonly line: number;
  /** Seconds since the start, or the last reset. */
  selfSeconds: number;
  totalSeconds: number;
  /** Share of one core in the last seconds, or of the time when waiting counts. */
  selfShare: number;
  totalShare: number;
}

export interface ThreadFigures {
  readonly name: string;
  readonly nativeId: number;
  /** Share of the last seconds in which it was seen to run. */
  readonly runningShare: number;
  /** The function that was most often its innermost in the last seconds, and the seconds it was. */
  readonly innermost: string;
  readonly selfSeconds: number;
}

interface BatchFigures {
  readonly seconds: number;
  readonly self: Map<number, number>;
  readonly total: Map<number, number>;
  /** Self seconds by thread, then by function. */
  readonly threads: Map<number, Map<number, number>>;
  readonly activity: readonly ThreadFacts[];
}

/** What a live view shows, from batches of samples. Keeps no samples: it grows with the number of functions alone. */
export class TopFigures {
  readonly #functions: FunctionFigures[] = [];
  readonly #numberOf = new Map<string, number>();
  readonly #functionOfFrame: number[] = [];
  /** The last sample in which a function was counted, so that recursion counts once. */
  readonly #countedIn: number[] = [];
  readonly #window: BatchFigures[] = [];
  #sample = 0;
  #tables: LiveTables | undefined;
  /** Since the start, or the last reset. */
  seconds = 0;

  /** Other tables than before are those of a program that the process runs in the place of the last one. */
  take(batch: SampleBatch, tables: LiveTables): void {
    if (tables !== this.#tables) {
      this.#tables = tables;
      this.#functionOfFrame.length = 0;
      this.#window.length = 0;
    }
    this.seconds += batch.seconds;
    const figures: BatchFigures = {
      seconds: batch.seconds,
      self: new Map(),
      total: new Map(),
      threads: new Map(),
      activity: batch.threads,
    };
    for (const { thread, stacks, seconds } of batch.samples) {
      const own = new Map<number, number>();
      figures.threads.set(thread, own);
      for (let i = 0; i < stacks.length; i++) {
        this.#count(stacks[i] as StackIndex, seconds[i] as number, { tables, figures, own });
      }
    }
    this.#window.push(figures);
    if (this.#window.length > WINDOW_BATCHES) this.#window.shift();
  }

  reset(): void {
    this.seconds = 0;
    for (const figures of this.#functions) {
      figures.selfSeconds = 0;
      figures.totalSeconds = 0;
    }
  }

  /** All functions seen, with their shares of the last seconds. */
  functions(): readonly FunctionFigures[] {
    const seconds = this.#windowSeconds();
    for (const [number, figures] of this.#functions.entries()) {
      let [self, total] = [0, 0];
      for (const batch of this.#window) {
        self += batch.self.get(number) ?? 0;
        total += batch.total.get(number) ?? 0;
      }
      figures.selfShare = self / seconds;
      figures.totalShare = total / seconds;
    }
    return this.#functions;
  }

  /** The threads that there are now. */
  threads(): ThreadFigures[] {
    const [first] = this.#window;
    return (this.#window.at(-1)?.activity ?? []).map((thread) => {
      const before = first?.activity.find((other) => other.thread === thread.thread);
      const looks = thread.looks - (first === this.#window.at(-1) ? 0 : (before?.looks ?? 0));
      const runs = thread.runs - (first === this.#window.at(-1) ? 0 : (before?.runs ?? 0));
      return {
        name: thread.name ?? (thread.thread === 0 ? 'MainThread' : 'Thread'),
        nativeId: thread.nativeId,
        runningShare: looks === 0 ? 0 : runs / looks,
        ...this.#innermostOf(thread.thread),
      };
    });
  }

  #windowSeconds(): number {
    return Math.max(
      this.#window.reduce((sum, { seconds }) => sum + seconds, 0),
      1e-3,
    );
  }

  #innermostOf(thread: number): { innermost: string; selfSeconds: number } {
    const seconds = new Map<number, number>();
    for (const batch of this.#window) {
      for (const [number, own] of batch.threads.get(thread) ?? []) {
        seconds.set(number, (seconds.get(number) ?? 0) + own);
      }
    }
    let best: { innermost: string; selfSeconds: number } = { innermost: '', selfSeconds: 0 };
    for (const [number, own] of seconds) {
      if (own > best.selfSeconds) best = { innermost: this.#functions[number]?.name ?? '', selfSeconds: own };
    }
    return best;
  }

  #count(
    stack: StackIndex,
    seconds: number,
    { tables, figures, own }: { tables: LiveTables; figures: BatchFigures; own: Map<number, number> },
  ): void {
    this.#sample++;
    let isInnermost = true;
    for (let at = stack; at !== NO_STACK; at = tables.stacks.parentOf(at)) {
      const number = this.#functionOf(tables.stacks.frameOf(at), tables);
      const known = this.#functions[number] as FunctionFigures;
      if (isInnermost) {
        known.selfSeconds += seconds;
        add(figures.self, number, seconds);
        add(own, number, seconds);
      }
      isInnermost = false;
      if (this.#countedIn[number] === this.#sample) continue;
      this.#countedIn[number] = this.#sample;
      known.totalSeconds += seconds;
      add(figures.total, number, seconds);
    }
  }

  #functionOf(frame: FrameIndex, { frames }: LiveTables): number {
    const known = this.#functionOfFrame[frame];
    if (known !== undefined) return known;
    const identifier = frames.identifierText(frames.identifierOf(frame));
    let number = this.#numberOf.get(identifier);
    if (number === undefined) {
      number = this.#functions.length;
      const { function: name, filePath } = frameNameOf(frames.textOf(frame));
      const { line } = frameNameOf(identifier);
      const none = { selfSeconds: 0, totalSeconds: 0, selfShare: 0, totalShare: 0 };
      this.#functions.push({ name, filePath, line, ...none });
      this.#numberOf.set(identifier, number);
    }
    this.#functionOfFrame[frame] = number;
    return number;
  }
}

function add(map: Map<number, number>, key: number, seconds: number): void {
  map.set(key, (map.get(key) ?? 0) + seconds);
}
