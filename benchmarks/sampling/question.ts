import type { InstalledPython } from '../../test/support/pythons.ts';
import type { Figure } from './figures.ts';

export interface BenchmarkPlace {
  /** For programs and recordings; removed afterwards. */
  readonly folder: string;
  /** 3.8 and later, the newest last. */
  readonly pythons: readonly InstalledPython[];
  /** The one that questions for a single Python use. */
  readonly python: InstalledPython;
  /** Shorter runs, to see that the benchmark works; its figures prove nothing. */
  readonly quick: boolean;
}

/** The documents that have tables of answers. */
export type Page = 'accuracy' | 'benchmarks';

export interface Question {
  readonly name: string;
  /** Where its answer stands. */
  readonly page: Page;
  answer(place: BenchmarkPlace): Promise<Figure[]>;
}
