import { dumpThreads } from '../../capture/python/index.ts';
import { processId } from '../command-options.ts';
import { dumpJson, dumpText } from '../dump-text.ts';
import { describeSubcommand, parseSubcommand, requirePid } from '../parse-subcommand.ts';
import { writeOutput } from '../standard-output.ts';

interface DumpArguments {
  readonly pid?: number;
  readonly locals?: true;
  readonly blocking?: true;
  readonly json?: true;
}

const USAGE = `--pid PID [options]

Prints what the threads of a running Python process do just now: the calls of
each, the innermost first. The process goes on meanwhile.`;

/** Prints the stacks of a process. */
export async function dump(args: readonly string[]): Promise<number> {
  const command = describeSubcommand('dump', USAGE)
    .option('--pid <pid>', 'the process', processId)
    .option(
      '--locals',
      'with the variables of each call; values that are not\nsimple are shown by type and length',
    )
    .option('--blocking', 'stop the process for the moment in which it is read')
    .option('--json', 'as JSON');
  const options = await parseSubcommand<DumpArguments>(command, args);
  if (options === undefined) return 0;
  const { locals = false, blocking = false, json = false } = options;
  const dumped = await dumpThreads(requirePid(options.pid, 'dump'), { locals, blocking });
  await writeOutput(json ? dumpJson(dumped) : dumpText(dumped));
  return 0;
}
