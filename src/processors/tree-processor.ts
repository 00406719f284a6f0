import type { CallTree } from '../call-tree/call-tree.ts';
import type { ProcessorOptions } from './processor-options.ts';

/** What a transform may know of the session beside the tree. */
export interface TreeContext {
  readonly sysPrefixes: readonly string[];
}

/** A transform of the tree as columns; it may change the one it is given. */
export type TreeProcessor = (tree: CallTree, options: ProcessorOptions, context: TreeContext) => CallTree;
