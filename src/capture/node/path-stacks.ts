import { NO_LINE } from '../../model/frames.ts';
import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import type { SessionBuilder } from '../../session/session-builder.ts';
import type { CallPaths } from './call-path.ts';
import type { FrameNamer } from './frame-namer.ts';
import { isLoopCode, isOwnCode } from './own-code.ts';
import { frameText } from './profile-stacks.ts';

/** Paths to awaits as stacks of a session, and who called the async functions on them. */
export class PathStacks {
  readonly #paths: CallPaths;
  readonly #builder: SessionBuilder;
  readonly #namer: FrameNamer;
  readonly #stacks = new Map<StackIndex, StackIndex>();
  readonly #identifiers = new Map<StackIndex, string | undefined>();
  readonly #callers = new Map<string, StackIndex>();

  constructor(paths: CallPaths, builder: SessionBuilder, namer: FrameNamer) {
    this.#paths = paths;
    this.#builder = builder;
    this.#namer = namer;
  }

  stackOf(path: StackIndex): StackIndex {
    const missing: StackIndex[] = [];
    let stack = NO_STACK;
    for (let at = path; at !== NO_STACK; at = this.#paths.stacks.parentOf(at)) {
      const known = this.#stacks.get(at);
      if (known !== undefined) {
        stack = known;
        break;
      }
      missing.push(at);
    }
    for (let at = missing.pop(); at !== undefined; at = missing.pop()) {
      stack = this.#push(stack, at);
      this.#stacks.set(at, stack);
    }
    return stack;
  }

  /** From here on the functions on this path are taken to have been called as it says. */
  follow(path: StackIndex): void {
    this.stackOf(path);
    for (let at = path; at !== NO_STACK; at = this.#paths.stacks.parentOf(at)) {
      const identifier = this.#identifiers.get(at);
      const parent = this.#paths.stacks.parentOf(at);
      if (identifier !== undefined) {
        this.#callers.set(identifier, parent === NO_STACK ? NO_STACK : this.stackOf(parent));
      }
    }
  }

  /** The async callers of a function that runs again after an await. */
  callersOf(identifier: string | undefined): StackIndex {
    return (identifier === undefined ? undefined : this.#callers.get(identifier)) ?? NO_STACK;
  }

  #push(callers: StackIndex, path: StackIndex): StackIndex {
    const frame = this.#paths.frameOf(path);
    if (isOwnCode(frame.url) || (callers === NO_STACK && isLoopCode(frame.url, frame.functionName)))
      return callers;
    const named = this.#namer.ofSite(frame);
    this.#identifiers.set(path, named.identifier);
    const line = frame.line === 0 ? undefined : this.#namer.sourceLine(named, frame.line);
    return this.#builder.push(callers, this.#builder.internFrame(frameText(named, line ?? NO_LINE)));
  }
}
