import { IntColumn } from '../../model/columns.ts';
import type { FrameIndex } from '../../model/frames.ts';
import { NO_STACK, type StackIndex, StackTable } from '../../model/stacks.ts';
import { type StringIndex, StringTable } from '../../model/strings.ts';
import { isOwnCode, isProgramCode } from './own-code.ts';
import { pathOfUrl } from './script-text.ts';

/** A frame of an error's stack. Lines and columns count from 1; `enclosing` is where the function begins. */
export interface SiteFrame {
  readonly functionName: string;
  readonly url: string;
  readonly enclosingLine: number;
  readonly enclosingColumn: number;
  readonly line: number;
}

/** What of `Promise` waits for several promises. */
export const COMBINATORS: ReadonlySet<string> = new Set(['all', 'allSettled', 'any', 'race']);

/** Stacks in V8's terms, each distinct one once; names and source maps come when the recording is over. */
export class CallPaths {
  readonly #texts = new StringTable();
  readonly stacks: StackTable = new StackTable();
  /** By stack. */
  readonly #programFrames = new IntColumn();

  /** `frames` from the innermost to the outermost. */
  intern(frames: readonly SiteFrame[]): StackIndex {
    let stack = NO_STACK;
    for (let at = frames.length - 1; at >= 0; at--) {
      const text = this.#texts.intern(textOf(frames[at] as SiteFrame));
      const { url } = frames[at] as SiteFrame;
      const ofCallers = stack === NO_STACK ? 0 : this.programFrames(stack);
      stack = this.stacks.add(stack, text as number as FrameIndex);
      if (stack < this.#programFrames.length) continue;
      this.#programFrames.push(ofCallers + (isProgramCode(url) ? 1 : 0));
    }
    return stack;
  }

  /** How many of the calls are not Node's own. */
  programFrames(stack: StackIndex): number {
    return stack === NO_STACK ? 0 : this.#programFrames.get(stack);
  }

  /** Whether a call is of the program's own code, and not of what it installed. */
  hasOwnCode(stack: StackIndex): boolean {
    for (let at = stack; at !== NO_STACK; at = this.stacks.parentOf(at)) {
      const { url } = this.frameOf(at);
      if (isProgramCode(url) && !url.includes('/node_modules/')) return true;
    }
    return false;
  }

  /** Whether its outermost call is of the program, so that it leads back to where the program began to wait. */
  beginsInProgram(stack: StackIndex): boolean {
    let outermost = stack;
    for (let at = stack; at !== NO_STACK; at = this.stacks.parentOf(at)) outermost = at;
    return outermost !== NO_STACK && isProgramCode(this.frameOf(outermost).url);
  }

  /** The call of `Promise.all`, or the like, whose caller is all that is known of its callers; undefined for other paths. */
  loneCaller(stack: StackIndex): StackIndex | undefined {
    const caller = stack === NO_STACK ? NO_STACK : this.stacks.parentOf(stack);
    if (caller === NO_STACK || this.stacks.parentOf(caller) !== NO_STACK) return undefined;
    const { url, functionName } = this.frameOf(stack);
    return url === '' && COMBINATORS.has(functionName) ? caller : undefined;
  }

  /** Tells the innermost function from others, whichever of its lines ran. */
  functionOf(stack: StackIndex): string {
    const { functionName, url, enclosingLine, enclosingColumn } = this.frameOf(stack);
    return `${functionName}\x00${url}\x00${enclosingLine}\x00${enclosingColumn}`;
  }

  frameOf(stack: StackIndex): SiteFrame {
    const text = this.#texts.textOf(this.stacks.frameOf(stack) as number as StringIndex);
    const [functionName = '', url = '', ...numbers] = text.split('\x00');
    const [enclosingLine = 0, enclosingColumn = 0, line = 0] = numbers.map(Number);
    return { functionName, url, enclosingLine, enclosingColumn, line };
  }
}

function textOf({ functionName, url, enclosingLine, enclosingColumn, line }: SiteFrame): string {
  return `${functionName}\x00${url}\x00${enclosingLine}\x00${enclosingColumn}\x00${line}`;
}

export function frameOfSite(site: NodeJS.CallSite): SiteFrame {
  return {
    functionName: site.getFunctionName() ?? '',
    url: site.getScriptNameOrSourceURL() ?? '',
    enclosingLine: site.getEnclosingLineNumber() ?? 0,
    enclosingColumn: site.getEnclosingColumnNumber() ?? 0,
    line: site.getLineNumber() ?? 0,
  };
}

const MOST_FRAMES = 64;

/** The call sites of the running code, the innermost first. Leaves `Error` as it was. */
export function currentSites(): readonly NodeJS.CallSite[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = MOST_FRAMES;
  const holder: CapturedStack = {};
  Error.captureStackTrace(holder);
  Error.stackTraceLimit = limit;
  return sitesOf(holder);
}

/** What `Error.captureStackTrace` was given, and whose stack nobody has asked for. */
export interface CapturedStack {
  readonly stack?: unknown;
}

export function sitesOf(holder: CapturedStack): readonly NodeJS.CallSite[] {
  const prepare = Error.prepareStackTrace;
  Error.prepareStackTrace = (_, sites) => sites;
  const sites = holder.stack;
  Error.prepareStackTrace = prepare;
  return Array.isArray(sites) ? sites : [];
}

/** The code that called into callwise, the innermost call first. */
export function callerFrames(): SiteFrame[] {
  const frames = currentSites()
    .filter((site) => !site.isAsync())
    .map(frameOfSite);
  return frames.slice(frames.findIndex(({ url }) => !isOwnCode(url)));
}

/** `file:line` of that code. */
export function callerPosition(): string {
  const caller = callerFrames()[0];
  return caller === undefined || caller.url === ''
    ? 'unknown location'
    : `${pathOfUrl(caller.url) ?? caller.url}:${caller.line}`;
}
