import type { Processor } from './processor.ts';
import type { ProcessorOptions } from './processor-options.ts';

/** What every output that is made of a session's call tree can be asked for. */
export interface CallTreeOptions {
  /** Calls in time order instead of added up. */
  readonly timeline?: boolean;
  /** Neither hide library calls nor leave out short ones. */
  readonly showAll?: boolean;
  readonly processorOptions?: ProcessorOptions;
  /** In place of the default ones. */
  readonly processors?: readonly Processor[];
  /** What relative file paths start from. */
  readonly cwd?: string;
}
