import { type IdentifierParts, parseIdentifier } from '../call-tree/identifier.ts';
import type { FrameTable, IdentifierIndex } from '../model/frames.ts';

type Normalize = (parts: IdentifierParts) => IdentifierParts;

/** Functions told apart by name, file and first line alone, numbered in the order in which they were first asked for. */
export class CodePositions {
  readonly #frames: FrameTable;
  readonly #normalize: Normalize;
  readonly #byIdentifier = new Map<IdentifierIndex, number>();
  readonly #byPosition = new Map<string, number>();
  readonly #positions: IdentifierParts[] = [];

  /** `normalize` makes equal what the format cannot tell apart. */
  constructor(frames: FrameTable, normalize: Normalize = (parts) => parts) {
    this.#frames = frames;
    this.#normalize = normalize;
  }

  indexOf(identifier: IdentifierIndex): number {
    const known = this.#byIdentifier.get(identifier);
    if (known !== undefined) return known;
    const parts = this.#normalize(parseIdentifier(this.#frames.identifierText(identifier)));
    const key = JSON.stringify([parts.function, parts.filePath, parts.lineNo]);
    const index = this.#byPosition.get(key) ?? this.#positions.push(parts) - 1;
    this.#byPosition.set(key, index);
    this.#byIdentifier.set(identifier, index);
    return index;
  }

  at(index: number): IdentifierParts {
    return this.#positions[index] as IdentifierParts;
  }

  list(): readonly IdentifierParts[] {
    return this.#positions;
  }
}
