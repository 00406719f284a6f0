import { CallwiseError } from '../model/callwise-error.ts';
import { translateFnmatch } from '../processors/fnmatch.ts';
import { translatePythonRegex } from '../processors/python-regex.ts';
import type { ConsoleOptions } from '../renderers/console/console-options.ts';
import { parseRenderOptions } from '../renderers/render-options.ts';
import type { RendererName, ReportOptions } from './invocation.ts';
import { checkWritable } from './output-file.ts';
import { supportsColor, supportsUnicode, type TerminalFacts } from './terminal.ts';

/** A report whose options are all checked, so that it will come once there is a session. */
export interface PreparedReport {
  readonly renderer: RendererName;
  /** Absent: standard output. */
  readonly outputPath: string | undefined;
  readonly console: ConsoleOptions;
}

/** Throws a CallwiseError for options that no renderer takes and files that cannot be written. */
export function prepareReport(options: ReportOptions): PreparedReport {
  const { renderer, outputPath } = options;
  const console = consoleOptions(options);
  checkConsoleOptions(console);
  if (outputPath !== undefined) checkWritable(outputPath);
  return { renderer, outputPath, console };
}

/** What the renderer would refuse, too late for a program that has run. */
function checkConsoleOptions({ flat, timeline, processorOptions }: ConsoleOptions): void {
  if (flat && timeline) throw new CallwiseError('bad-option', 'A report cannot be both a timeline and flat.');
  const { hideRegex, showRegex } = processorOptions ?? {};
  for (const regex of [hideRegex, showRegex]) if (regex !== undefined) translatePythonRegex(regex);
}

function consoleOptions(options: ReportOptions): ConsoleOptions {
  const { processorOptions, ...given } = parseRenderOptions(options.renderOptions);
  const hideRegex = options.hide === undefined ? options.hideRegex : translateFnmatch(options.hide);
  const showRegex = showPattern(options);
  return {
    ...drawing(options),
    timeline: options.timeline,
    showAll: options.showAll,
    cwd: process.cwd(),
    ...given,
    processorOptions: {
      ...(hideRegex === undefined ? {} : { hideRegex }),
      ...(showRegex === undefined ? {} : { showRegex }),
      ...processorOptions,
    },
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
