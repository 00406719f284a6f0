import type { AttributeScope } from '../call-tree/attributes.ts';
import { buildCallTree } from '../call-tree/build-call-tree.ts';
import type { CallTree } from '../call-tree/call-tree.ts';
import type { Frame } from '../call-tree/frame.ts';
import { makeFrames } from '../call-tree/frame-tree.ts';
import { trimStem } from '../call-tree/trim-stem.ts';
import type { SessionData } from './session-data.ts';
import { PathShortener } from './shorten-path.ts';

export interface RootFrameOptions {
  /** Begin at the call that started the recording. True unless it is false. */
  readonly trimStem?: boolean;
  /** What relative paths start from. */
  readonly cwd?: string;
}

/** The calls of a session in time order, as objects of the caller's own. Undefined for a session without samples. */
export function rootFrame(session: SessionData, options: RootFrameOptions = {}): Frame | undefined {
  const tree = buildCallTree(session.samples, 'all');
  if (options.trimStem !== false) trimStem(tree, session.startCallStack);
  const shortener = new PathShortener(session.sysPath, options.cwd === undefined ? {} : { cwd: options.cwd });
  return makeFrames(tree, {
    sysPrefixes: session.sysPrefixes,
    shortenPath: (path) => shortener.shorten(path),
  });
}

/** The same calls as columns, for reports. */
export function sessionCallTree(session: SessionData, scope: AttributeScope = 'without-line'): CallTree {
  return trimStem(buildCallTree(session.samples, scope), session.startCallStack);
}
