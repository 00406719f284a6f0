import { compressed, compressionFor } from '../formats/pyisession/compression.ts';
import { fileBehind } from '../formats/whole-file.ts';
import type { Pieces } from '../formats/write-pieces.ts';
import { CallwiseError } from '../model/callwise-error.ts';
import { translateFnmatch } from '../processors/fnmatch.ts';
import type { ProcessorOptions } from '../processors/processor-options.ts';
import { translatePythonRegex } from '../processors/python-regex.ts';
import type { ConsoleOptions } from '../renderers/console/console-options.ts';
import type { HtmlOptions } from '../renderers/html/html-options.ts';
import {
  CALL_TREE_OPTIONS,
  CONSOLE_OPTIONS,
  HTML_OPTIONS,
  parseModuleOptions,
  parseRenderOptions,
} from '../renderers/render-options.ts';
import type { SessionData } from '../session/session-data.ts';
import { BUILT_IN_RENDERERS, type RendererName } from './built-in-renderers.ts';
import type { ReportOptions } from './invocation.ts';
import { checkWritable } from './output-file.ts';
import { supportsColor, supportsUnicode, type TerminalFacts } from './terminal.ts';

/** A report whose options are all checked, so that it will come once there is a session. */
export interface PreparedReport {
  /** `module` for a renderer of the user's. */
  readonly kind: RendererName | 'module';
  /** Absent: standard output. */
  readonly outputPath: string | undefined;
  /** Whether it is to be seen in a browser. */
  readonly opensBrowser: boolean;
  /** Threads and processes added up. */
  readonly together: boolean;
  /** A text in which calls of libraries are hidden for no reason but that they are. */
  readonly hidesLibraries: boolean;
  readonly pieces: (session: SessionData) => Pieces;
}

interface ReadyRenderer {
  readonly isBinary: boolean;
  /** Whether the output may be compressed already. */
  readonly isPacked: boolean;
  readonly pieces: (session: SessionData) => Pieces;
}

/** Rejects with a CallwiseError for options that the renderer does not take and files that cannot be written. */
export async function prepareReport(options: ReportOptions): Promise<PreparedReport> {
  const { renderer, outputPath } = options;
  const ready =
    'name' in renderer
      ? await prepareBuiltIn(renderer.name, options)
      : await prepareModule(renderer.modulePath, options);
  if (outputPath !== undefined) checkWritable(outputPath);
  else if (ready.isBinary && process.stdout.isTTY) {
    throw new CallwiseError(
      'bad-option',
      'Standard output is a terminal and the output binary: give -o FILE, or redirect it.',
    );
  }
  return {
    kind: 'name' in renderer ? renderer.name : 'module',
    outputPath,
    opensBrowser: opensBrowser(options),
    together: options.together,
    hidesLibraries: hidesLibraries(options),
    pieces: outputPath === undefined ? ready.pieces : piecesFor(outputPath, ready),
  };
}

/** Compressed as the name says, unless a module has done so, whose bytes are not looked into. */
function piecesFor(outputPath: string, { pieces, isPacked }: ReadyRenderer): ReadyRenderer['pieces'] {
  const compression = compressionFor(fileBehind(outputPath));
  if (compression === undefined || isPacked) return pieces;
  return (session) => compressed(compression, pieces(session));
}

function hidesLibraries({ renderer, showAll, show, showRegex, hide, hideRegex }: ReportOptions): boolean {
  const isText = 'name' in renderer && renderer.name === 'text';
  return isText && !showAll && [show, showRegex, hide, hideRegex].every((filter) => filter === undefined);
}

/** Nobody reads a page in a terminal. */
function opensBrowser({ renderer, outputPath, html }: ReportOptions): boolean {
  const isPage = 'name' in renderer && renderer.name === 'html';
  return html || (isPage && outputPath === undefined && process.stdout.isTTY === true);
}

async function prepareBuiltIn(name: RendererName, options: ReportOptions): Promise<ReadyRenderer> {
  const { takes, isBinary, load } = BUILT_IN_RENDERERS[name];
  if (takes === 'no-options') refuseAllOptions(name, options);
  const given = parseRenderOptions(options.renderOptions, OPTION_TABLES[takes]);
  const rendererOptions = { ...drawing(options), ...callTreeOptions(options, given) };
  checkOptions(rendererOptions);
  const pieces = await load();
  return { isBinary, isPacked: false, pieces: (session) => pieces(session, rendererOptions) };
}

/** Brings the classes of the library with it, which no other report needs. */
async function prepareModule(path: string, options: ReportOptions): Promise<ReadyRenderer> {
  const { loadRendererModule } = await import('./renderer-module.ts');
  const renderer = await loadRendererModule(path, moduleOptions(options));
  return { ...renderer, isPacked: renderer.isBinary };
}

const OPTION_TABLES = {
  'console-options': CONSOLE_OPTIONS,
  'html-options': HTML_OPTIONS,
  'call-tree-options': CALL_TREE_OPTIONS,
  'no-options': new Map(),
} as const;

function refuseAllOptions(name: RendererName, options: ReportOptions): void {
  const { timeline, showAll, show, showRegex, hide, hideRegex, renderOptions } = options;
  const given: readonly (readonly [string, unknown])[] = [
    ['--timeline', timeline || undefined],
    ['--show-all', showAll || undefined],
    ['--show', show],
    ['--show-regex', showRegex],
    ['--hide', hide],
    ['--hide-regex', hideRegex],
    ['-p', renderOptions[0]],
  ];
  const first = given.find(([, value]) => value !== undefined);
  if (first === undefined) return;
  throw new CallwiseError(
    'bad-option',
    `${first[0]} has no use for a ${name}, which has all that was recorded.`,
  );
}

/** What the renderer would refuse, too late for a program that has run. */
function checkOptions({ flat, timeline, processorOptions }: ConsoleOptions): void {
  if (flat && timeline) throw new CallwiseError('bad-option', 'A report cannot be both a timeline and flat.');
  const { hideRegex, showRegex } = processorOptions ?? {};
  for (const regex of [hideRegex, showRegex]) if (regex !== undefined) translatePythonRegex(regex);
}

/** The options of the command line, over which those of `-p` go. */
function callTreeOptions(
  options: ReportOptions,
  { processorOptions, ...given }: ConsoleOptions & HtmlOptions,
): ConsoleOptions & HtmlOptions {
  return {
    timeline: options.timeline,
    showAll: options.showAll,
    cwd: process.cwd(),
    ...given,
    processorOptions: { ...filterOptions(options), ...processorOptions },
  };
}

function moduleOptions(options: ReportOptions): Readonly<Record<string, unknown>> {
  return { ...drawing(options), ...callTreeOptions(options, parseModuleOptions(options.renderOptions)) };
}

function filterOptions(options: ReportOptions): ProcessorOptions {
  const hideRegex = options.hide === undefined ? options.hideRegex : translateFnmatch(options.hide);
  const showRegex = showPattern(options);
  return {
    ...(hideRegex === undefined ? {} : { hideRegex }),
    ...(showRegex === undefined ? {} : { showRegex }),
  };
}

function showPattern({ show, showAll, showRegex }: ReportOptions): string | undefined {
  if (show !== undefined) return translateFnmatch(show);
  return showAll ? '.*' : showRegex;
}

/** Files are UTF-8 and without colour unless options say otherwise. */
function drawing({ outputPath, color, unicode }: ReportOptions): { color: boolean; unicode: boolean } {
  if (outputPath !== undefined) return { color: color ?? false, unicode: unicode ?? true };
  const facts: TerminalFacts = {
    env: process.env,
    platform: process.platform,
    isTerminal: process.stdout.isTTY === true,
  };
  return { color: color ?? supportsColor(facts), unicode: unicode ?? supportsUnicode(facts) };
}
