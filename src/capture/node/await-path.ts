import { inspect } from 'node:util';
import type { StackIndex } from '../../model/stacks.ts';
import type { AwaitRecord, AwaitScope } from './await-scope.ts';
import {
  CallPaths,
  type CapturedStack,
  COMBINATORS,
  frameOfSite,
  type SiteFrame,
  sitesOf,
} from './call-path.ts';
import { isLoopCode, isOwnCode, isProgramCode } from './own-code.ts';

const CHAINERS = new Set(['then', 'catch', 'finally']);

/** Where awaits were found. */
export class AwaitPaths {
  readonly calls: CallPaths = new CallPaths();

  /** `stack` was taken while a function went on after the await. */
  ofResumed(stack: CapturedStack, record: Pick<AwaitRecord, 'site' | 'scope'>): StackIndex {
    return this.calls.intern(awaitPath(sitesOf(stack), record));
  }

  /** Whether the function that went on is awaited by code of the program. */
  isAwaited(stack: CapturedStack): boolean {
    return sitesOf(stack).some((site) => site.isAsync() && isProgramCode(urlOf(site)));
  }

  /** Whether a callback went on that nobody awaits: of that only the line is known where it was chained. */
  isOnlyChained(stack: CapturedStack, { site }: Pick<AwaitRecord, 'site'>): boolean {
    const [first] = awaitingCalls(site);
    return (
      first !== undefined && isBuiltIn(first, CHAINERS) && !sitesOf(stack).some((call) => call.isAsync())
    );
  }

  /** Whether an await did not go on while nothing was watched; only what Node prints of a promise tells if it is settled. */
  isPending({ awaited }: Pick<AwaitRecord, 'awaited'>): boolean {
    const promise = awaited?.deref();
    const text = inspect(promise, { customInspect: false, depth: 0, maxStringLength: 0 });
    return /^[^{]*\{\s+<pending>/.test(text);
  }

  /** Of an await that has not gone on only the line is known. */
  ofPending({ site }: Pick<AwaitRecord, 'site'>): StackIndex {
    const lines = awaitingCalls(site).filter((call) => urlOf(call) !== '');
    return this.calls.intern(lines.map(frameOfSite));
  }
}

/**
 * The calls to the line that had awaited, the
 * innermost first. What awaits several promises at once has waited itself, whichever of them came first.
 */
function awaitPath(
  sites: readonly NodeJS.CallSite[],
  { site, scope }: Pick<AwaitRecord, 'site' | 'scope'>,
): SiteFrame[] {
  const begin = sites.findIndex((candidate) => !isOwnCode(urlOf(candidate)));
  const firstAsync = sites.findIndex((candidate) => candidate.isAsync());
  const sync = begin < 0 ? [] : sites.slice(begin, firstAsync < 0 ? sites.length : firstAsync);
  const awaiters = firstAsync < 0 ? [] : sites.slice(firstAsync);
  const combinator = opensContext(sync, scope.opener[0]) ? -1 : lastCombinator(awaiters, scope);
  if (combinator >= 0 && combinator < awaiters.length - 1) {
    return awaiters.slice(combinator + 1).map(frameOfSite);
  }
  const callers = awaiters.filter((candidate) => urlOf(candidate) !== '').map(frameOfSite);
  return [...waiting(sync, callers, site), ...callers];
}

function opensContext(calls: readonly NodeJS.CallSite[], opener: SiteFrame | undefined): boolean {
  return calls.some(
    (call) => urlOf(call) === opener?.url && call.getEnclosingLineNumber() === opener.enclosingLine,
  );
}

/** What awaits the code that opened the context is not part of it, nor what that awaits, unless it is in the context itself. */
function lastCombinator(awaiters: readonly NodeJS.CallSite[], scope: AwaitScope): number {
  const opener = awaiters.findIndex((call) => opensContext([call], scope.opener[0]));
  let end = opener < 0 ? awaiters.length : opener;
  const isCombinator = (at: number): boolean => isBuiltIn(awaiters[at] as NodeJS.CallSite, COMBINATORS);
  if (opener >= 0 && !scope.hasOpener) while (end > 0 && isCombinator(end - 1)) end--;
  while (end > 0 && !isCombinator(end - 1)) end--;
  return end - 1;
}

function awaitingCalls(site: AwaitRecord['site']): readonly NodeJS.CallSite[] {
  return site === undefined ? [] : sitesOf(site).filter((call) => !isOwnCode(urlOf(call)));
}

/** The function that waited, unless it is among those that awaited it. */
function waiting(
  sync: readonly NodeJS.CallSite[],
  callers: readonly SiteFrame[],
  site: AwaitRecord['site'],
): SiteFrame[] {
  const [first, ...rest] = awaitingCalls(site);
  if (first !== undefined && isBuiltIn(first, CHAINERS)) {
    return callers.length > 0 ? [] : rest.map(frameOfSite);
  }
  const resumed = sync.findLast(
    (call) => urlOf(call) !== '' && !isLoopCode(urlOf(call), call.getFunctionName() ?? ''),
  );
  if (resumed === undefined) return [];
  const frame = frameOfSite(resumed);
  if (first === undefined) return [frame];
  const awaiting = frameOfSite(first);
  const isSame = awaiting.url === frame.url && awaiting.enclosingLine === frame.enclosingLine;
  return [isSame ? { ...frame, line: awaiting.line } : frame];
}

function isBuiltIn(site: NodeJS.CallSite, names: ReadonlySet<string>): boolean {
  return urlOf(site) === '' && names.has(site.getFunctionName() ?? '');
}

function urlOf(site: NodeJS.CallSite): string {
  return site.getScriptNameOrSourceURL() ?? '';
}
