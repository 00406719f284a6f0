import { FrameLines } from './frame-lines.ts';
import { type StringIndex, StringTable } from './strings.ts';
import { TripleTable } from './triples.ts';

declare const table: unique symbol;

export type IdentifierIndex = number & { readonly [table]: 'identifier' };
export type FrameIndex = number & { readonly [table]: 'frame' };
/** Frames of one attribute set have the same attributes but for the running line. */
export type AttributeSetIndex = number & { readonly [table]: 'attribute set' };
/** An identifier with an attribute set: what frames have in common that differ in the running line alone. */
export type FrameKindIndex = number & { readonly [table]: 'frame kind' };

/** The frame has no line attribute. */
export const NO_LINE = -1;

/** The text of an attribute set in which each attribute follows this mark, as in pyinstrument's frame text. */
export const ATTRIBUTE_MARK = '\x01';

/**
 * Frames as they were seen: an identifier (`function NUL file NUL firstLine`, or a bare word) and attributes.
 *
 * The current line is apart from the other attributes because it alone takes many values: kinds stay few, and a frame costs
 * two integers. In `attributesOf` the line stands as `\x01l` without its digits, so `textOf` gives back exactly the text
 * that was interned.
 */
export class FrameTable {
  readonly #identifiers = new StringTable();
  readonly #attributes = new StringTable();
  /** Identifier and attribute set of each kind. */
  readonly #kinds = new TripleTable();
  readonly #lines = new FrameLines();
  /** Kind and line of each frame. */
  #rows = new Int32Array(512);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get identifierCount(): number {
    return this.#identifiers.size;
  }

  get kindCount(): number {
    return this.#kinds.size;
  }

  internIdentifier(text: string): IdentifierIndex {
    return this.#identifiers.intern(text) as number as IdentifierIndex;
  }

  /** `attributes` has the bare mark `\x01l` exactly where a line stands, and none when frames of this kind have no line. */
  internKind(identifier: IdentifierIndex, attributes: string): FrameKindIndex {
    const known = this.#kinds.size;
    const kind = this.#kinds.intern(identifier, this.#attributes.intern(attributes), 0);
    if (kind === known) this.#lines.addKind();
    return kind as FrameKindIndex;
  }

  /** The frame of a kind at a line, or at NO_LINE. */
  internLine(kind: FrameKindIndex, line: number): FrameIndex {
    const frame = this.#lines.intern(kind, line, this.#size);
    if (frame === this.#size) this.#append(kind, line);
    return frame as FrameIndex;
  }

  /** As `internKind` and `internLine`. */
  add(identifier: IdentifierIndex, attributes: string, line: number): FrameIndex {
    return this.internLine(this.internKind(identifier, attributes), line);
  }

  /** A frame from pyinstrument's frame text. */
  intern(text: string): FrameIndex {
    const mark = text.indexOf(ATTRIBUTE_MARK);
    if (mark < 0) return this.add(this.internIdentifier(text), '', NO_LINE);
    const identifier = this.internIdentifier(text.slice(0, mark));
    const attributes = text.slice(mark);
    const line = BARE_LINE.test(attributes) ? null : LINE.exec(attributes);
    if (line === null) return this.add(identifier, attributes, NO_LINE);
    const digits = line[1] as string;
    const digitsAt = line.index + 2;
    const rest = attributes.slice(0, digitsAt) + attributes.slice(digitsAt + digits.length);
    return this.add(identifier, rest, Number(digits));
  }

  kindOf(frame: FrameIndex): FrameKindIndex {
    return this.#rows[frame * 2] as FrameKindIndex;
  }

  identifierOf(frame: FrameIndex): IdentifierIndex {
    return this.#kinds.at(this.kindOf(frame), 0) as IdentifierIndex;
  }

  identifierText(identifier: IdentifierIndex): string {
    return this.#identifiers.textOf(identifier as number as StringIndex);
  }

  lineOf(frame: FrameIndex): number {
    return this.#rows[frame * 2 + 1] as number;
  }

  attributeSetOf(frame: FrameIndex): AttributeSetIndex {
    return this.#kinds.at(this.kindOf(frame), 1) as AttributeSetIndex;
  }

  /** Each attribute behind its mark; the line, when there is one, as a bare `\x01l`. */
  attributesOf(frame: FrameIndex): string {
    return this.attributesText(this.attributeSetOf(frame));
  }

  attributesText(set: AttributeSetIndex): string {
    return this.#attributes.textOf(set as number as StringIndex);
  }

  textOf(frame: FrameIndex): string {
    const { before, behind } = this.textsOf(this.kindOf(frame));
    const line = this.lineOf(frame);
    return line === NO_LINE ? before + behind : before + line + behind;
  }

  /** What stands before the line in the text of each frame of a kind, and behind it. */
  textsOf(kind: FrameKindIndex): { readonly before: string; readonly behind: string } {
    const identifier = this.identifierText(this.#kinds.at(kind, 0) as IdentifierIndex);
    const attributes = this.attributesText(this.#kinds.at(kind, 1) as AttributeSetIndex);
    const mark = BARE_LINE.exec(attributes);
    const end = mark === null ? attributes.length : mark.index + mark[0].length;
    return { before: identifier + attributes.slice(0, end), behind: attributes.slice(end) };
  }

  #append(kind: FrameKindIndex, line: number): void {
    const at = this.#size++ * 2;
    if (at === this.#rows.length) {
      const rows = new Int32Array(at * 2);
      rows.set(this.#rows);
      this.#rows = rows;
    }
    this.#rows[at] = kind;
    this.#rows[at + 1] = line;
  }
}

/** The first line attribute in canonical digits that fit a 32-bit column; others stay in the attribute text. */
const LINE = /\x01l(0|[1-9]\d{0,8})(?=\x01|$)/;
const BARE_LINE = /\x01l(?=\x01|$)/;
