import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Renderer } from '../api/renderer.ts';
import { Session } from '../api/session.ts';
import type { Pieces } from '../formats/write-pieces.ts';
import { CallwiseError } from '../model/callwise-error.ts';
import type { SessionData } from '../session/session-data.ts';

export interface ModuleRenderer {
  readonly isBinary: boolean;
  readonly pieces: (session: SessionData) => Pieces;
}

/**
 * The renderer that a module exports by default: a class, made with the options, or an object with `render`. Rejects with a
 * CallwiseError `bad-option` for what is none, and for options that it refuses.
 */
export async function loadRendererModule(
  path: string,
  options: Readonly<Record<string, unknown>>,
): Promise<ModuleRenderer> {
  const renderer = makeRenderer(path, await importDefault(path), options);
  return {
    isBinary: renderer.outputIsBinary === true,
    pieces: (session) => piecesOf(path, renderer, session),
  };
}

async function importDefault(path: string): Promise<unknown> {
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new CallwiseError('bad-option', `There is no renderer '${path}': no such file.`);
  }
  try {
    const module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
    return module.default;
  } catch (cause) {
    throw new CallwiseError(
      'bad-option',
      `The renderer '${path}' cannot be loaded: ${endSentence(messageOf(cause))}`,
      { cause },
    );
  }
}

function makeRenderer(path: string, exported: unknown, options: Readonly<Record<string, unknown>>): Renderer {
  if (isRenderer(exported)) return exported;
  if (isRendererClass(exported)) {
    try {
      return new exported(options);
    } catch (cause) {
      const reason = endSentence(messageOf(cause));
      throw new CallwiseError('bad-option', `The renderer '${path}' refuses its options: ${reason}`, {
        cause,
      });
    }
  }
  throw new CallwiseError(
    'bad-option',
    `The renderer '${path}' exports no class or object with a render method as its default.`,
  );
}

function isRenderer(value: unknown): value is Renderer {
  return (
    typeof value === 'object' && value !== null && 'render' in value && typeof value.render === 'function'
  );
}

function isRendererClass(value: unknown): value is new (options: unknown) => Renderer {
  return typeof value === 'function' && isRenderer(value.prototype);
}

async function* piecesOf(
  path: string,
  renderer: Renderer,
  session: SessionData,
): AsyncGenerator<string | Uint8Array> {
  try {
    const output: unknown = await renderer.render(new Session(session));
    if (!isPiece(output) && !isIterable(output)) throw new Error(NO_OUTPUT);
    for await (const piece of isPiece(output) ? [output] : output) {
      if (!isPiece(piece)) throw new Error(NO_OUTPUT);
      yield piece;
    }
  } catch (cause) {
    const reason = endSentence(messageOf(cause));
    throw new CallwiseError('renderer-failed', `The renderer '${path}' failed: ${reason}`, { cause });
  }
}

const NO_OUTPUT = 'it gave neither text nor bytes';

function isPiece(value: unknown): value is string | Uint8Array {
  return typeof value === 'string' || value instanceof Uint8Array;
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return (
    typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
