import { fixedDecimals } from '../model/fixed-decimals.ts';
import { ATTRIBUTE_MARK } from '../model/frames.ts';
import { pythonFloat } from '../model/python-float.ts';
import { pythonString } from '../model/python-string.ts';
import { codeOriginOf } from './application-code.ts';
import {
  type AttributeSeconds,
  addAttributeSeconds,
  CLASS_MARKER,
  mostSeenAttribute,
  TRACEBACKHIDE_MARKER,
} from './attributes.ts';
import { AWAIT, type IdentifierParts, parseIdentifier, syntheticKindOf } from './identifier.ts';

/** What a frame has to know of its session. */
export interface FrameContext {
  readonly sysPrefixes: readonly string[];
  shortenPath(path: string): string;
}

export interface FrameOptions {
  /** Seconds, which count for the attributes in the frame text too. */
  readonly time?: number;
  readonly children?: Iterable<Frame>;
  readonly context?: FrameContext;
}

/** A call in the tree of a session: an object to read and to change, with pyinstrument's properties. Times are seconds. */
export class Frame {
  readonly identifier: string;
  /** In the call and its callees. */
  time = 0;
  /** Of descendants that were removed. */
  absorbedTime = 0;
  group: FrameGroup | undefined;
  /** Seconds by attribute: a marker character (`c` class, `l` line, `h` traceback hidden) and its data. */
  readonly attributes: AttributeSeconds = new Map();
  readonly #parts: IdentifierParts;
  readonly #children: Frame[] = [];
  #parent: Frame | undefined;
  #context: FrameContext | undefined;

  /** `frameText` is an identifier, or one with attributes. */
  constructor(frameText = '', options: FrameOptions = {}) {
    this.identifier = frameText.split(ATTRIBUTE_MARK, 1)[0] ?? '';
    this.#parts = parseIdentifier(this.identifier);
    this.#context = options.context;
    this.recordTime(frameText, options.time ?? 0);
    for (const child of options.children ?? []) this.addChild(child);
  }

  /** Adds seconds to the frame and to the attributes in the frame text. */
  recordTime(frameText: string, seconds: number): void {
    this.time += seconds;
    const mark = frameText.indexOf(ATTRIBUTE_MARK);
    const attributes = mark < 0 ? '' : frameText.slice(mark + 1);
    if (attributes !== '') addAttributeSeconds(this.attributes, attributes.split(ATTRIBUTE_MARK), seconds);
  }

  get parent(): Frame | undefined {
    return this.#parent;
  }

  /** A copy, so that the tree may be changed while it is walked. */
  get children(): readonly Frame[] {
    return [...this.#children];
  }

  /** Throws when the frame belongs to no session. */
  get context(): FrameContext {
    if (this.#context === undefined) throw new Error('The frame has no context');
    return this.#context;
  }

  get hasContext(): boolean {
    return this.#context !== undefined;
  }

  get function(): string {
    return this.#parts.function;
  }

  get filePath(): string | undefined {
    return this.#parts.filePath;
  }

  /** The first line of the function; 0 for C functions. */
  get lineNo(): number | undefined {
    return this.#parts.lineNo;
  }

  /** Relative to the nearest entry of `sys.path`. A synthetic frame has its parent's. */
  get shortFilePath(): string | undefined {
    let frame: Frame = this;
    while (frame.isSynthetic && frame.#parent !== undefined) frame = frame.#parent;
    const path = frame.filePath;
    return path === undefined || path === '' ? undefined : frame.context.shortenPath(path);
  }

  get codePositionShort(): string | undefined {
    const path = this.shortFilePath;
    return path && this.lineNo ? `${path}:${this.lineNo}` : path;
  }

  get isApplicationCode(): boolean {
    for (let frame: Frame | undefined = this; frame !== undefined; frame = frame.#parent) {
      const origin = codeOriginOf(frame.identifier, frame.context.sysPrefixes);
      if (origin !== 'as-caller') return origin === 'application';
    }
    return true;
  }

  get isSynthetic(): boolean {
    return syntheticKindOf(this.identifier) !== undefined;
  }

  /** A synthetic frame that has no children, and time of its own. */
  get isSyntheticLeaf(): boolean {
    return syntheticKindOf(this.identifier) === 'leaf';
  }

  /** NaN when the parent has no time, 1 without a parent. */
  get proportionOfParent(): number {
    if (this.#parent === undefined) return 1;
    return this.#parent.time === 0 ? Number.NaN : this.time / this.#parent.time;
  }

  /** Without the time of callees; `[self]` and `[await]` below the frame count as its own. */
  get totalSelfTime(): number {
    let seconds = this.time;
    for (const child of this.#children) if (!child.isSynthetic) seconds -= child.time;
    return seconds;
  }

  /** Of this frame and all below it. */
  get awaitTime(): number {
    const sums: number[] = [];
    for (const { frame, depth, isLeaving } of walk(this)) {
      if (!isLeaving) sums.push(frame.identifier === AWAIT ? frame.time : 0);
      else if (depth > 0) sums.push((sums.splice(-2) as [number, number]).reduce((a, b) => a + b));
    }
    return sums[0] ?? 0;
  }

  get className(): string | undefined {
    return this.attributeValue(CLASS_MARKER);
  }

  /** Whether the frame had a local `__tracebackhide__`. */
  get hasTracebackhide(): boolean {
    return this.attributeValue(TRACEBACKHIDE_MARKER) === '1';
  }

  /** The data of the attribute of that marker which was seen the longest. */
  attributeValue(marker: string): string | undefined {
    return mostSeenAttribute(this.attributes, marker);
  }

  /** Takes the frame from its parent and puts it last, or behind the child `after`. Throws below a synthetic leaf. */
  addChild(frame: Frame, options: { readonly after?: Frame } = {}): void {
    if (this.isSyntheticLeaf) throw new Error('Cannot add children to a leaf-only frame');
    frame.removeFromParent();
    const at = options.after === undefined ? this.#children.length : this.#positionAfter(options.after);
    this.#children.splice(at, 0, frame);
    frame.#parent = this;
    frame.setContext(this.#context);
  }

  /** As `addChild`, in the given order. */
  addChildren(frames: Iterable<Frame>, options: { readonly after?: Frame } = {}): void {
    const inOrder = options.after === undefined ? frames : [...frames].reverse();
    for (const frame of inOrder) this.addChild(frame, options);
  }

  removeFromParent(): void {
    if (this.#parent === undefined) return;
    const siblings = this.#parent.#children;
    siblings.splice(siblings.indexOf(this), 1);
    this.#parent = undefined;
  }

  /** Sets it for the frame and all below it. */
  setContext(context: FrameContext | undefined): void {
    // All frames of a tree have one context, so a frame that has it needs no walk.
    if (this.#context === context) return;
    for (const { frame } of walk(this)) frame.#context = context;
  }

  /** In place and stable, for processors. */
  sortChildren(compare: (a: Frame, b: Frame) => number): void {
    this.#children.sort(compare);
  }

  /** Throws when the time of a frame is not that of its children and what it absorbed. */
  selfCheck(options: { readonly recursive?: boolean } = {}): void {
    const frames = options.recursive === false ? [{ frame: this, isLeaving: false }] : walk(this);
    for (const { frame, isLeaving } of frames) {
      if (isLeaving || frame.isSyntheticLeaf) continue;
      const sum = frame.#children.reduce((seconds, child) => seconds + child.time, 0) + frame.absorbedTime;
      if (isClose(sum, frame.time)) continue;
      throw new Error(`Frame time mismatch, should be ${sum}, was ${frame.time}`);
    }
  }

  /** The frame and all below it as the JSON that pyinstrument's `to_json_str` gives. */
  toJsonText(): string {
    let text = '';
    let separator = '';
    for (const { frame, isLeaving } of walk(this)) {
      text += isLeaving ? ']}' : `${separator}${frame.#jsonStart()}`;
      separator = isLeaving ? ',' : '';
    }
    return text;
  }

  #jsonStart(): string {
    const attributes = [...this.attributes].map(
      ([name, seconds]) => `${pythonString(name)}: ${pythonFloat(seconds)}`,
    );
    return [
      `{"identifier": ${JSON.stringify(this.identifier)}`,
      `"time": ${fixedDecimals(this.time, 6)}`,
      `"attributes": {${attributes.join(', ')}}`,
      '"children": [',
    ].join(',');
  }

  #positionAfter(child: Frame): number {
    const at = this.#children.indexOf(child);
    if (at < 0) throw new Error('The frame to insert after is not a child');
    return at + 1;
  }
}

/** Frames of libraries that a report shows as one. The root is the first of them. */
export class FrameGroup {
  readonly root: Frame;
  readonly id: string;
  readonly #frames = new Set<Frame>();

  /** `id` tells groups of one report apart. */
  constructor(root: Frame, id: string) {
    this.root = root;
    this.id = id;
    this.addFrame(root);
  }

  get size(): number {
    return this.#frames.size;
  }

  get frames(): readonly Frame[] {
    return [...this.#frames];
  }

  /** Frames with a child outside the group. */
  get exitFrames(): readonly Frame[] {
    return this.frames.filter((frame) => frame.children.some((child) => child.group !== this));
  }

  addFrame(frame: Frame): void {
    frame.group?.removeFrame(frame);
    this.#frames.add(frame);
    frame.group = this;
  }

  /** Throws when the frame is not in the group. */
  removeFrame(frame: Frame): void {
    if (!this.#frames.delete(frame)) throw new Error('The frame is not in the group');
    frame.group = undefined;
  }
}

interface Step {
  readonly frame: Frame;
  readonly depth: number;
  readonly isLeaving: boolean;
}

/** Each frame twice, before and after those below it, without recursion: programs recurse deeper than we can. */
function* walk(root: Frame): Generator<Step> {
  const open: { frame: Frame; children: readonly Frame[]; next: number }[] = [];
  yield { frame: root, depth: 0, isLeaving: false };
  open.push({ frame: root, children: root.children, next: 0 });
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const frame = top.children[top.next++];
    if (frame === undefined) {
      open.pop();
      yield { frame: top.frame, depth: open.length, isLeaving: true };
    } else {
      yield { frame, depth: open.length, isLeaving: false };
      open.push({ frame, children: frame.children, next: 0 });
    }
  }
}

/** Within a relative 1e-9, as Python's `math.isclose`. */
function isClose(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}
