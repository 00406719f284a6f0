import type { ProcessorOptions } from '../../processors/processor-options.ts';

export interface ConsoleOptions {
  /** Guides in box-drawing characters instead of ASCII. */
  readonly unicode?: boolean;
  /** ANSI colours. */
  readonly color?: boolean;
  /** Calls in time order instead of added up. */
  readonly timeline?: boolean;
  /** Neither hide library calls nor leave out short ones. */
  readonly showAll?: boolean;
  /** A list of functions instead of a tree. */
  readonly flat?: boolean;
  /** What the list is about: time in the function itself, or with its callees. 'self' if absent. */
  readonly flatTime?: 'self' | 'total';
  /** 'seconds' if absent. */
  readonly time?: 'seconds' | 'percent_of_total';
  readonly shortMode?: boolean;
  readonly processorOptions?: ProcessorOptions;
  /** What relative file paths start from. */
  readonly cwd?: string;
}
