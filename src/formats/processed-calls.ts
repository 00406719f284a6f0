import type { CallTree } from '../call-tree/call-tree.ts';
import type { CallTreeOptions } from '../processors/call-tree-options.ts';
import { attributeScopeFor, type PipelineOptions, processForReport } from '../processors/pipeline.ts';
import { sessionCallTree } from '../session/root-frame.ts';
import type { SessionData } from '../session/session-data.ts';
import { PathShortener } from '../session/shorten-path.ts';

/** The calls of a session after the processors. */
export function processedCalls(session: SessionData, options: CallTreeOptions & PipelineOptions): CallTree {
  const tree = sessionCallTree(session, attributeScopeFor(options.processors));
  const paths = new PathShortener(session.sysPath, options.cwd === undefined ? {} : { cwd: options.cwd });
  const context = { sysPrefixes: session.sysPrefixes, shortenPath: (path: string) => paths.shorten(path) };
  return processForReport(tree, { ...options, ...context }).tree;
}
