import { CallwiseError } from '../../model/callwise-error.ts';
import { combine } from '../../session/combine.ts';
import type { SessionData } from '../../session/session-data.ts';
import { listDoubts, type NamedSession } from '../combination-doubts.ts';
import { addFilterOptions, addReportOptions, type ParsedOptions } from '../command-options.ts';
import { deliverReport } from '../deliver-report.ts';
import { hint } from '../hint.ts';
import { loadSession } from '../load-session.ts';
import { describeSubcommand, parseSubcommand } from '../parse-subcommand.ts';
import { prepareReport } from '../prepare-report.ts';
import { reportOptions } from '../report-arguments.ts';

const USAGE = `[options] FILE FILE...

Joins saved sessions into one: their times are added up, the earliest session
gives the start and the description. -o all.pyisession keeps the result, without
-o it is reported. The order of the samples means nothing any more.`;

/** Reports several saved sessions as one. */
export async function combineFiles(args: readonly string[]): Promise<number> {
  const command = describeSubcommand('combine', USAGE).argument('[files...]');
  addReportOptions(command);
  addFilterOptions(command);
  command.optionsGroup('Other:');
  const options = await parseSubcommand<ParsedOptions>(command, args);
  if (options === undefined) return 0;
  if (command.args.length < 2) {
    throw new CallwiseError('bad-option', 'callwise combine needs two saved sessions, or more.');
  }
  const report = await prepareReport(reportOptions(options));
  const named: NamedSession[] = [];
  for (const path of command.args) named.push({ path, session: await loadSession(path) });
  for (const doubt of listDoubts(named)) hint(`Warning: ${doubt}`);
  const [first, ...others] = named.map(({ session }) => session) as [SessionData, ...SessionData[]];
  await deliverReport(combine(first, ...others), report);
  return 0;
}
