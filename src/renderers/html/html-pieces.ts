import { listCalls, writeCallsBlock } from '../../report-data/calls-block.ts';
import { writeLinesBlock } from '../../report-data/lines-block.ts';
import type { SessionData } from '../../session/session-data.ts';
import type { HtmlOptions } from './html-options.ts';

/** What a page is made of beside the session. */
export interface HtmlParts {
  /** The built page: a script that nothing in it ends early. */
  readonly script: string;
  /** SHA-256 of the script, in base64. */
  readonly scriptHash: string;
  /** Texts of source files by path. */
  readonly sources: ReadonlyMap<string, string>;
  /** Deflates bytes, without a header, and writes them in base64. */
  readonly pack: (bytes: Uint8Array) => string;
}

/** The report as a page that needs nothing else, or as an element for another page. */
export function* htmlPieces(session: SessionData, options: HtmlOptions, parts: HtmlParts): Generator<string> {
  if (!options.fragment) yield pageStart(options.title ?? session.targetDescription, parts.scriptHash);
  yield* element(session, options, parts);
  if (!options.fragment) yield '</body>\n</html>\n';
}

/** Nothing is loaded, and no script runs but ours, whatever a profile has in it. */
function pageStart(title: string, scriptHash: string): string {
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${scriptHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="callwise">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title.slice(0, LONGEST_TITLE))} - callwise</title>
</head>
<body>
<noscript>This report is drawn by a script, which is switched off here.</noscript>
`;
}

const LONGEST_TITLE = 200;

function* element(session: SessionData, options: HtmlOptions, parts: HtmlParts): Generator<string> {
  const calls = listCalls(session.samples);
  const attributes = [
    options.fragment ? '' : ' page',
    options.view === undefined ? '' : ` view="${options.view}"`,
    options.title === undefined ? '' : ` title="${escapeHtml(options.title)}"`,
    optionsAttribute(options),
  ];
  yield `<callwise-report${attributes.join('')}>\n`;
  yield* block('calls', parts.pack(writeCallsBlock(session, calls)));
  yield* block('lines', parts.pack(writeLinesBlock(session.samples, calls, parts)));
  yield `</callwise-report>\n<script>${parts.script}</script>\n`;
}

function* block(name: string, base64: string): Generator<string> {
  yield `<script type="application/x-callwise-${name}">`;
  yield base64;
  yield '</script>\n';
}

function optionsAttribute({ showAll, processorOptions = {} }: HtmlOptions): string {
  const given = { ...processorOptions, ...(showAll ? { showAll } : {}) };
  if (Object.keys(given).length === 0) return '';
  return ` options="${escapeHtml(JSON.stringify(given))}"`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\0', '');
}
