import { CLASS_MARKER, listAttributes } from '../../call-tree/attributes.ts';
import { parseIdentifier } from '../../call-tree/identifier.ts';
import type { FrameIndex, FrameTable, IdentifierIndex } from '../../model/frames.ts';
import { visibleText } from '../../renderers/console/visible-text.ts';
import type { SessionData } from '../../session/session-data.ts';
import { PathShortener } from '../../session/shorten-path.ts';

/** What a page can lay out as one line; a name in a profile may have megabytes. */
const LONGEST = 400;

/** Text of a profile for the page: escapes are shown, and what nobody would read is cut. */
export function pageText(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return visibleText(cut);
}

/** The name of a function for the page: one that has none is not a blank. */
export function nameText(name: string): string {
  return name.trim() === '' ? '<unnamed>' : pageText(name);
}

/** Names and places of functions, each made once. */
export class FunctionTexts {
  readonly #session: SessionData;
  readonly #paths: PathShortener;
  #classes: ReadonlyMap<IdentifierIndex, string> | undefined;
  readonly #known = new Map<IdentifierIndex, FunctionText>();
  readonly #showsFullPaths: boolean;

  constructor(session: SessionData, showsFullPaths: boolean) {
    this.#session = session;
    this.#paths = new PathShortener(session.sysPath);
    this.#showsFullPaths = showsFullPaths;
  }

  /** The function, with its class where all its calls had the same one. */
  of(identifier: IdentifierIndex): FunctionText {
    let text = this.#known.get(identifier);
    if (text === undefined) {
      text = this.#make(identifier);
      this.#known.set(identifier, text);
    }
    return text;
  }

  #make(identifier: IdentifierIndex): FunctionText {
    const { frames } = this.#session.samples;
    const { function: bareName, filePath, lineNo } = parseIdentifier(frames.identifierText(identifier));
    this.#classes ??= listClasses(frames);
    const className = this.#classes.get(identifier);
    const name = className ? `${className}.${bareName}` : bareName;
    const path = filePath === undefined || filePath === '' ? undefined : this.#pathText(filePath);
    return {
      name: nameText(name),
      filePath,
      position: path === undefined ? '' : pageText(path) + (lineNo ? `:${lineNo}` : ''),
      searchText: `${name}\n${filePath ?? ''}`.toLowerCase(),
    };
  }

  #pathText(filePath: string): string {
    return this.#showsFullPaths ? filePath : this.#paths.shorten(filePath);
  }
}

export interface FunctionText {
  readonly name: string;
  readonly filePath: string | undefined;
  /** File and first line; empty for what has no file. */
  readonly position: string;
  readonly searchText: string;
}

/** Classes of functions; empty for a function of several, which a base class has for them. */
function listClasses(frames: FrameTable): Map<IdentifierIndex, string> {
  const classes = new Map<IdentifierIndex, string>();
  for (let index = 0; index < frames.size; index++) {
    const frame = index as FrameIndex;
    const attribute = listAttributes(frames, frame, 'without-line').find((name) =>
      name.startsWith(CLASS_MARKER),
    );
    const identifier = frames.identifierOf(frame);
    const name = attribute?.slice(CLASS_MARKER.length) ?? '';
    const known = classes.get(identifier);
    classes.set(identifier, known === undefined || known === name ? name : '');
  }
  return classes;
}
