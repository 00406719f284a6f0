import { CallwiseError } from '../../model/callwise-error.ts';
import type { SessionData } from '../../session/session-data.ts';
import { ReportView } from '../report-view.ts';
import { CallLineWriter } from './call-line.ts';
import { callTreeText } from './call-tree-text.ts';
import { consoleHeader } from './console-header.ts';
import type { ConsoleOptions } from './console-options.ts';
import { flatText } from './flat-text.ts';

/** The report for a terminal or a text file: a header, then the calls. Timeline and flat together are a `bad-option`. */
export function renderConsole(session: SessionData, options: ConsoleOptions = {}): string {
  if (options.flat && options.timeline) {
    throw new CallwiseError('bad-option', 'A report cannot be both a timeline and flat.');
  }
  const indent = options.shortMode ? '.  ' : '';
  const footer = options.shortMode ? `${'.'.repeat(53)}\n\n` : '';
  return `${consoleHeader(session, options)}${body(session, options, indent)}${indent}\n${footer}`;
}

function body(session: SessionData, options: ConsoleOptions, indent: string): string {
  if (session.samples.length === 0) return `${indent}No samples were recorded.\n`;
  const view = new ReportView(session, options);
  const writer = new CallLineWriter(view, options, session.maxInterval);
  return options.flat ? flatText(view, writer, options) : callTreeText(view, writer, { ...options, indent });
}
