import type { ProcessorOptions } from '../../processors/processor-options.ts';

export type HtmlView = 'tree' | 'flame' | 'timeline' | 'functions' | 'source';

export interface HtmlOptions {
  /** What the report is called; the description of the target if absent. */
  readonly title?: string;
  /** The view that is seen first: the call tree if absent. */
  readonly view?: HtmlView;
  /** An element `<callwise-report>` for a page of yours in place of a page of its own. */
  readonly fragment?: boolean;
  /** Put the texts of source files that have time into the report. They are read when it is rendered. */
  readonly embedSource?: boolean;
  /** Neither hide library calls nor leave out short ones, at first. */
  readonly showAll?: boolean;
  /** What the options of the page are at first. */
  readonly processorOptions?: ProcessorOptions;
}
