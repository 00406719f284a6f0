import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { parseIdentifier } from '../call-tree/identifier.ts';
import { CallwiseError } from '../model/callwise-error.ts';
import type { IdentifierIndex } from '../model/frames.ts';
import type { HtmlOptions } from '../renderers/html/html-options.ts';
import type { HtmlParts } from '../renderers/html/html-pieces.ts';
import type { SessionData } from '../session/session-data.ts';

/** Reads what an HTML report is made of; the texts of source files that have time only when they are asked for. */
export function readHtmlParts(session: SessionData, options: HtmlOptions): HtmlParts {
  const script = readFileSync(scriptPath(), 'utf8');
  return {
    script,
    scriptHash: createHash('sha256').update(script).digest('base64'),
    sources: options.embedSource ? readSources(session) : new Map(),
    // Level 6 takes twice the time for files 3 % smaller.
    pack: (bytes) => deflateRawSync(bytes, { level: 3 }).toString('base64'),
  };
}

/** Beside the built library, or from its sources where that is built to. */
function scriptPath(): string {
  const places = ['../report/report.js', '../../dist/report/report.js'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new CallwiseError(
    'file-not-found',
    `The page of HTML reports is not built: there is no ${places[0]}.`,
  );
}

/** Files larger than this are hardly written by people. */
const LARGEST_SOURCE = 2 ** 20;

function readSources({ samples: { frames } }: SessionData): Map<string, string> {
  const sources = new Map<string, string>();
  const seen = new Set<string>();
  for (let index = 0; index < frames.identifierCount; index++) {
    const { filePath = '' } = parseIdentifier(frames.identifierText(index as IdentifierIndex));
    if (seen.has(filePath)) continue;
    seen.add(filePath);
    const text = readSource(filePath);
    if (text !== undefined) sources.set(filePath, text);
  }
  return sources;
}

/** A session from elsewhere names any file it likes: keys and passwords are not put into a report that is passed on. */
const SOURCE_FILE = /\.(pyw?|pyx|[cm]?[jt]s|[jt]sx)$/;

/** Undefined for what is no file that can be read; a report is made without it. */
function readSource(path: string): string | undefined {
  if (!isAbsolute(path) || !SOURCE_FILE.test(path)) return undefined;
  try {
    const facts = statSync(path);
    return facts.isFile() && facts.size <= LARGEST_SOURCE ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
