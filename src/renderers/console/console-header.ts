import { fixedDecimals } from '../../model/fixed-decimals.ts';
import type { SessionData } from '../../session/session-data.ts';
import type { ConsoleOptions } from './console-options.ts';
import { COLORS, NO_COLORS } from './palette.ts';
import { visibleText } from './visible-text.ts';

/** The facts of a session, down to the blank line under the target description. */
export function consoleHeader(session: SessionData, options: ConsoleOptions): string {
  const target = visibleText(session.targetDescription);
  if (options.shortMode) return `\ncallwise ${'.'.repeat(44)}\n.\n.  ${target}\n.\n`;
  const { bold, yellow, green, end } = options.color ? COLORS : NO_COLORS;
  const flame = options.unicode ? '▁▂▅▇█▆▃▁' : '.:|||||:';
  const recorded = new Date(session.startTime * 1000).toTimeString().slice(0, 8).padEnd(9);
  const duration = fixedDecimals(session.duration, 3).padEnd(9);
  return [
    '',
    `  ${yellow}${flame}${end}   Recorded: ${recorded}  Samples:  ${session.sampleCount}`,
    `  ${bold}${green}callwise${end}   Duration: ${duration}  CPU time: ${fixedDecimals(session.cpuTime, 3)}`,
    '',
    target,
    '',
    '',
  ].join('\n');
}
