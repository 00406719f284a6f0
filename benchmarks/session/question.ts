import type { Figure } from './figures.ts';
import type { SessionFiles } from './session-files.ts';

export interface BenchmarkPlace {
  readonly files: SessionFiles;
  /** Each measure is taken so many times, in a fresh process, and the best counts. */
  readonly runs: number;
  /** Small files, to see that the benchmark works; its figures prove nothing. */
  readonly quick: boolean;
}

export interface Question {
  readonly name: string;
  answer(place: BenchmarkPlace): Promise<Figure[]>;
}
