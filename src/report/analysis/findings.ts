import { listApplicationCode } from '../../call-tree/application-code.ts';
import type { NodeIndex } from '../../call-tree/call-tree.ts';
import { AWAIT } from '../../call-tree/identifier.ts';
import type { IdentifierIndex } from '../../model/frames.ts';
import type { ReportView } from '../../renderers/report-view.ts';
import type { SessionData } from '../../session/session-data.ts';
import { isTrackIdentifier } from '../../session/track-roots.ts';

/** What the tree says about where the time went. Each follows from sums alone; nothing is guessed. */
export interface Findings {
  readonly hottest: HottestCall;
  readonly libraries: LibraryShare;
  readonly waiting: Waiting;
}

export interface CallShare {
  readonly node: NodeIndex;
  /** Of the root's time. */
  readonly share: number;
}

export interface HottestCall {
  /** The deepest call that has half of the time or more; undefined where none has, as in a session of many threads. */
  readonly call: CallShare | undefined;
  /** The longest call below it; undefined when it is innermost. */
  readonly next: CallShare | undefined;
}

export interface LibraryShare {
  /** Share of the time in code that is not the program's own. */
  readonly share: number;
  /** The library function in which the program's own code spent the most time. */
  readonly entry:
    | { readonly identifier: IdentifierIndex; readonly node: NodeIndex; readonly share: number }
    | undefined;
  /** The library with the most time of its own functions. */
  readonly largest: { readonly name: string; readonly share: number } | undefined;
}

export interface Waiting {
  /** CPU time by duration; undefined when the session has no CPU time. */
  readonly cpuShare: number | undefined;
  /** Share of `[await]` in the tree. */
  readonly awaitShare: number;
}

export function findFindings(view: ReportView, session: SessionData): Findings | undefined {
  if (view.tree.size === 0 || !(view.rootSeconds > 0)) return undefined;
  return {
    hottest: findHottest(view),
    libraries: findLibraries(view, session.sysPrefixes),
    waiting: findWaiting(view, session),
  };
}

function findHottest(view: ReportView): HottestCall {
  const { tree, rootSeconds } = view;
  const shareOf = (node: NodeIndex): number => tree.secondsOf(node) / rootSeconds;
  let node = 0;
  let next = findLongestCallee(view, node);
  while (next !== undefined && shareOf(next) >= 0.5) {
    node = next;
    next = findLongestCallee(view, node);
  }
  return {
    call: tree.syntheticKindOf(node) === undefined ? { node, share: shareOf(node) } : undefined,
    next: next === undefined ? undefined : { node: next, share: shareOf(next) },
  };
}

function findLongestCallee({ tree }: ReportView, node: NodeIndex): NodeIndex | undefined {
  let longest: NodeIndex | undefined;
  const end = tree.endOf(node);
  for (let child = node + 1; child < end; child = tree.endOf(child)) {
    if (tree.syntheticKindOf(child) !== undefined) continue;
    if (longest === undefined || tree.secondsOf(child) > tree.secondsOf(longest)) longest = child;
  }
  return longest;
}

function findLibraries(view: ReportView, sysPrefixes: readonly string[]): LibraryShare {
  const { tree, parents, rootSeconds } = view;
  const isApplication = listApplicationCode(tree, sysPrefixes);
  const entries = new Map<IdentifierIndex, { node: NodeIndex; seconds: number }>();
  const libraries = new Map<string, number>();
  let seconds = 0;
  for (let node = 0; node < tree.size; node++) {
    if (isApplication[node] === 1 || tree.syntheticKindOf(node) !== undefined) continue;
    const own = tree.selfSecondsOf(node);
    seconds += own;
    const library = view.libraryOf(node);
    if (library) libraries.set(library, (libraries.get(library) ?? 0) + own);
    const parent = parents[node] as number;
    if (parent < 0 || isApplication[parent] !== 1 || isTrackIdentifier(tree.identifierText(parent))) continue;
    const identifier = tree.identifierOf(node);
    const known = entries.get(identifier);
    if (known === undefined) entries.set(identifier, { node, seconds: tree.secondsOf(node) });
    else known.seconds += tree.secondsOf(node);
  }
  let entry: LibraryShare['entry'];
  for (const [identifier, { node, seconds: own }] of entries) {
    if (entry === undefined || own / rootSeconds > entry.share)
      entry = { identifier, node, share: own / rootSeconds };
  }
  let largest: LibraryShare['largest'];
  for (const [name, own] of libraries) {
    if (own / rootSeconds > (largest?.share ?? 0)) largest = { name, share: own / rootSeconds };
  }
  return { share: seconds / rootSeconds, entry, largest };
}

function findWaiting({ tree, rootSeconds }: ReportView, { cpuTime, duration }: SessionData): Waiting {
  let awaited = 0;
  for (let node = 0; node < tree.size; node++) {
    if (tree.identifierText(node) === AWAIT) awaited += tree.secondsOf(node);
  }
  const isKnown = cpuTime > 0 && duration > 0;
  return { cpuShare: isKnown ? cpuTime / duration : undefined, awaitShare: awaited / rootSeconds };
}
