import { CallwiseError } from '../../model/callwise-error.ts';
import type { SessionData } from '../../session/session-data.ts';
import { ReportView } from '../report-view.ts';
import { CallLineWriter } from './call-line.ts';
import { callTreePieces } from './call-tree-text.ts';
import { consoleHeader } from './console-header.ts';
import type { ConsoleOptions } from './console-options.ts';
import { flatText } from './flat-text.ts';

/** The report for a terminal or a text file: a header, then the calls. Timeline and flat together are a `bad-option`. */
export function renderConsole(session: SessionData, options: ConsoleOptions = {}): string {
  return [...consolePieces(session, options)].join('');
}

/** As `renderConsole`, for a report that may be longer than a string can be. */
export function* consolePieces(session: SessionData, options: ConsoleOptions = {}): Generator<string> {
  if (options.flat && options.timeline) {
    throw new CallwiseError('bad-option', 'A report cannot be both a timeline and flat.');
  }
  const indent = options.shortMode ? '.  ' : '';
  yield consoleHeader(session, options);
  yield* body(session, options, indent);
  yield `${indent}\n${options.shortMode ? `${'.'.repeat(53)}\n\n` : ''}`;
}

function* body(session: SessionData, options: ConsoleOptions, indent: string): Generator<string> {
  const view = new ReportView(session, options);
  if (view.tree.size === 0) {
    const wasRecorded = session.samples.length > 0;
    yield `${indent}${wasRecorded ? 'The processors left nothing to show.' : 'No samples were recorded.'}\n`;
    return;
  }
  const writer = new CallLineWriter(view, options, session.maxInterval);
  if (options.flat) yield flatText(view, writer, options);
  else yield* callTreePieces(view, writer, { ...options, indent });
}
