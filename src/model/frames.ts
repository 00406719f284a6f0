import { type StringIndex, StringTable } from './strings.ts';
import { TripleTable } from './triples.ts';

declare const table: unique symbol;

export type IdentifierIndex = number & { readonly [table]: 'identifier' };
export type FrameIndex = number & { readonly [table]: 'frame' };
/** Frames of one attribute set have the same attributes but for the running line. */
export type AttributeSetIndex = number & { readonly [table]: 'attribute set' };

/** The frame has no line attribute. */
export const NO_LINE = -1;

/** The text of an attribute set in which each attribute follows this mark, as in pyinstrument's frame text. */
export const ATTRIBUTE_MARK = '\x01';

/**
 * Frames as they were seen: an identifier (`function NUL file NUL firstLine`, or a bare word) and attributes.
 *
 * The current line is apart from the other attributes because it alone takes many values: the attribute texts stay few
 * and a frame costs three integers. In `attributesOf` the line stands as `\x01l` without its digits, so `textOf` gives back
 * exactly the text that was interned.
 */
export class FrameTable {
  readonly #identifiers = new StringTable();
  readonly #attributes = new StringTable();
  readonly #rows = new TripleTable();

  get size(): number {
    return this.#rows.size;
  }

  get identifierCount(): number {
    return this.#identifiers.size;
  }

  internIdentifier(text: string): IdentifierIndex {
    return this.#identifiers.intern(text) as number as IdentifierIndex;
  }

  internAttributes(text: string): AttributeSetIndex {
    return this.#attributes.intern(text) as number as AttributeSetIndex;
  }

  /** `attributes` has the bare mark `\x01l` exactly where `line` stands, and none when it is NO_LINE. */
  add(identifier: IdentifierIndex, attributes: string, line: number): FrameIndex {
    return this.addRow(identifier, this.internAttributes(attributes), line);
  }

  /** As `add`, for who has interned the attributes before. */
  addRow(identifier: IdentifierIndex, attributes: AttributeSetIndex, line: number): FrameIndex {
    return this.#rows.intern(identifier, attributes, line) as FrameIndex;
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

  identifierOf(frame: FrameIndex): IdentifierIndex {
    return this.#rows.at(frame, 0) as IdentifierIndex;
  }

  identifierText(identifier: IdentifierIndex): string {
    return this.#identifiers.textOf(identifier as number as StringIndex);
  }

  lineOf(frame: FrameIndex): number {
    return this.#rows.at(frame, 2);
  }

  attributeSetOf(frame: FrameIndex): AttributeSetIndex {
    return this.#rows.at(frame, 1) as AttributeSetIndex;
  }

  /** Each attribute behind its mark; the line, when there is one, as a bare `\x01l`. */
  attributesOf(frame: FrameIndex): string {
    return this.attributesText(this.attributeSetOf(frame));
  }

  attributesText(set: AttributeSetIndex): string {
    return this.#attributes.textOf(set as number as StringIndex);
  }

  textOf(frame: FrameIndex): string {
    const identifier = this.identifierText(this.identifierOf(frame));
    const line = this.lineOf(frame);
    const attributes = this.attributesOf(frame);
    if (line === NO_LINE) return identifier + attributes;
    return identifier + attributes.replace(BARE_LINE, `$&${line}`);
  }
}

/** The first line attribute in canonical digits that fit a 32-bit column; others stay in the attribute text. */
const LINE = /\x01l(0|[1-9]\d{0,8})(?=\x01|$)/;
const BARE_LINE = /\x01l(?=\x01|$)/;
