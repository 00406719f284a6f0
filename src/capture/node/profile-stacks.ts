import { type FrameIndex, NO_LINE } from '../../model/frames.ts';
import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import type { SessionBuilder } from '../../session/session-builder.ts';
import type { FrameNamer, NamedFrame } from './frame-namer.ts';
import { isLoopCode, isOwnCode, isProgramCode } from './own-code.ts';
import type { V8Profile } from './v8-profiler.ts';

/** What V8 says it does when no JavaScript runs. */
export type NodeKind = 'code' | 'idle' | 'garbage-collection';

const NO_FRAME = -1;

interface LineTicks {
  readonly line: number;
  left: number;
}

/** The nodes of a V8 profile as stacks of a session. A node is named by its place in the profile's list. */
export class ProfileStacks {
  readonly #builder: SessionBuilder;
  readonly #namer: FrameNamer;
  readonly #profile: V8Profile;
  readonly #indexes = new Map<number, number>();
  readonly #parents: Int32Array;
  readonly #frames: Int32Array;
  /** Whether a frame at or above the node shows. */
  readonly #shows: Uint8Array;
  readonly #isOwn: Uint8Array;
  readonly #outermost: (string | undefined)[] = [];
  readonly #named: (NamedFrame | undefined)[] = [];
  /** Stacks by what stands above and node. */
  readonly #stacks = new Map<number, StackIndex>();
  /** Of each node the lines that have ticks left, the next one last. */
  readonly #lines: (LineTicks[] | undefined)[] = [];

  constructor(profile: V8Profile, builder: SessionBuilder, namer: FrameNamer) {
    this.#profile = profile;
    this.#builder = builder;
    this.#namer = namer;
    const count = profile.nodes.length;
    this.#parents = new Int32Array(count).fill(-1);
    this.#frames = new Int32Array(count).fill(NO_FRAME);
    this.#shows = new Uint8Array(count);
    this.#isOwn = new Uint8Array(count);
    profile.nodes.forEach(({ id }, node) => {
      this.#indexes.set(id, node);
    });
    // V8 lists a node before its children.
    profile.nodes.forEach(({ children }, node) => {
      for (const child of children ?? []) this.#parents[this.nodeOf(child)] = node;
      this.#readFrame(node);
    });
  }

  nodeOf(id: number): number {
    const node = this.#indexes.get(id);
    if (node === undefined) throw new Error(`The profile has no node ${id}`);
    return node;
  }

  kindOf(node: number): NodeKind {
    const name = this.#profile.nodes[node]?.callFrame.functionName;
    if (name === '(idle)') return 'idle';
    return name === '(garbage collector)' ? 'garbage-collection' : 'code';
  }

  /** The identifier of the outermost call that shows. */
  outermostOf(node: number): string | undefined {
    return this.#outermost[node];
  }

  /** The calls of a node below those of another stack, without running lines. */
  stackOf(node: number, above: StackIndex = NO_STACK): StackIndex {
    const missing: number[] = [];
    let stack = above;
    for (let at = node; at >= 0; at = this.#parents[at] as number) {
      const known = this.#stacks.get(this.#key(at, above));
      if (known !== undefined) {
        stack = known;
        break;
      }
      missing.push(at);
    }
    for (let at = missing.pop(); at !== undefined; at = missing.pop()) {
      const frame = this.#frames[at] as number;
      if (frame !== NO_FRAME) stack = this.#builder.push(stack, frame as FrameIndex);
      this.#stacks.set(this.#key(at, above), stack);
    }
    return stack;
  }

  /** The stack of a sample in which the node was on top, with the line that ran, of those that V8 counted. */
  sampledStack(node: number, above: StackIndex): StackIndex {
    if (this.#shows[node] === 0) return this.#hiddenStack(node);
    const named = this.#named[node];
    const line = named === undefined ? undefined : this.#takeLine(node, named);
    if (named === undefined || line === undefined) return this.stackOf(node, above);
    const parent = this.#parents[node] as number;
    const callers = parent < 0 ? above : this.stackOf(parent, above);
    return this.#builder.push(callers, this.#builder.internFrame(frameText(named, line)));
  }

  #key(node: number, above: StackIndex): number {
    return (above + 1) * this.#profile.nodes.length + node;
  }

  #readFrame(node: number): void {
    const { callFrame } = this.#profile.nodes[node] as V8Profile['nodes'][number];
    const parent = this.#parents[node] as number;
    this.#shows[node] = parent < 0 ? 0 : (this.#shows[parent] as number);
    this.#outermost[node] = parent < 0 ? undefined : this.#outermost[parent];
    if (parent < 0) return;
    // What of Node callwise calls is its own time too.
    const isOwn = isOwnCode(callFrame.url) || (this.#isOwn[parent] === 1 && !isProgramCode(callFrame.url));
    if (isOwn) this.#isOwn[node] = 1;
    if (isOwn) return;
    if (this.#shows[node] === 0 && isLoopCode(callFrame.url, callFrame.functionName)) return;
    const named = this.#namer.ofCallFrame(callFrame);
    this.#named[node] = named;
    this.#frames[node] = this.#builder.internFrame(frameText(named, NO_LINE));
    this.#shows[node] = 1;
    this.#outermost[node] ??= named.identifier;
  }

  /** Of what Node does for itself only the innermost call. */
  #hiddenStack(node: number): StackIndex {
    const { callFrame } = this.#profile.nodes[node] as V8Profile['nodes'][number];
    const frame = isOwnCode(callFrame.url) ? PROGRAM : frameText(this.#namer.ofCallFrame(callFrame), NO_LINE);
    return this.#builder.push(NO_STACK, this.#builder.internFrame(frame));
  }

  /** V8 counts lines for the whole recording, so which sample had which is not known, but how many. */
  #takeLine(node: number, named: NamedFrame): number | undefined {
    const lines = (this.#lines[node] ??= (this.#profile.nodes[node]?.positionTicks ?? [])
      .map(({ line, ticks }) => ({ line, left: ticks }))
      .reverse());
    const next = lines.at(-1);
    if (next === undefined) return undefined;
    if (--next.left <= 0) lines.pop();
    return this.#namer.sourceLine(named, next.line);
  }
}

const PROGRAM = '(program)\x00<built-in>\x000';

export function frameText({ identifier, className }: NamedFrame, line: number): string {
  const ofClass = className === undefined ? '' : `\x01c${className}`;
  return `${identifier}${ofClass}${line === NO_LINE ? '' : `\x01l${line}`}`;
}
