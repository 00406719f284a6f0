import type { CallTree } from '../call-tree/call-tree.ts';
import { overColumns, type Processor } from './processor.ts';
import { DEFAULT_FILTER_THRESHOLD, type ProcessorOptions } from './processor-options.ts';
import { rewrite } from './rewrite.ts';

/** Absorbs calls that have less than a share of the root's time. */
export const removeIrrelevantNodes: Processor = overColumns((tree, options) => {
  if (tree.size === 0) return tree;
  const isRelevant = relevanceIn(tree, options);
  return rewrite(tree, ({ node }) => (isRelevant(tree.secondsOf(node)) ? 'keep' : 'absorb'));
});

export function relevanceIn(tree: CallTree, options: ProcessorOptions): (seconds: number) => boolean {
  const threshold = options.filterThreshold ?? DEFAULT_FILTER_THRESHOLD;
  const rootSeconds = tree.secondsOf(0);
  const total = rootSeconds <= 0 ? NEARLY_NOTHING : rootSeconds;
  return (seconds) => !(seconds / total < threshold);
}

/** Stands for a root without time, so that there is something to divide by. */
const NEARLY_NOTHING = 1e-44;
