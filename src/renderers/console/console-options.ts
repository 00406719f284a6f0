import type { CallTreeOptions } from '../../processors/call-tree-options.ts';

export interface ConsoleOptions extends CallTreeOptions {
  /** Guides in box-drawing characters instead of ASCII. */
  readonly unicode?: boolean;
  /** ANSI colours. */
  readonly color?: boolean;
  /** A list of functions instead of a tree. */
  readonly flat?: boolean;
  /** What the list is about: time in the function itself, or with its callees. 'self' if absent. */
  readonly flatTime?: 'self' | 'total';
  /** 'seconds' if absent. */
  readonly time?: 'seconds' | 'percent_of_total';
  readonly shortMode?: boolean;
}
