import { Command, CommanderError } from 'commander';
import { isNodeProcess } from '../capture/node/is-node-process.ts';
import { CallwiseError } from '../model/callwise-error.ts';
import { wordingOf } from './parse-arguments.ts';
import { writeOutput } from './standard-output.ts';

/** The start of a subcommand's description: options are added to it, then it is parsed by `parseSubcommand`. */
export function describeSubcommand(name: string, usage: string): Command {
  return new Command(`callwise ${name}`)
    .usage(usage)
    .helpOption(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .configureHelp({ helpWidth: 80 });
}

/**
 * The options given, or undefined when the help was asked for and printed. Throws a CallwiseError `bad-option` that names
 * what is wrong.
 */
export async function parseSubcommand<Options extends object>(
  command: Command,
  args: readonly string[],
): Promise<Options | undefined> {
  command.option('-h, --help', 'show this help');
  let options: Options & { readonly help?: true };
  try {
    options = command.parse(args, { from: 'user' }).opts();
  } catch (error) {
    if (error instanceof CommanderError) throw new CallwiseError('bad-option', wordingOf(error));
    throw error;
  }
  if (options.help !== true) return options;
  await writeOutput(command.helpInformation());
  return undefined;
}

/** Throws a CallwiseError `bad-option` when there is none, or it is one of Node.js, for which there is only `--pid`. */
export function requirePid(pid: number | undefined, name: string): number {
  if (pid === undefined) {
    throw new CallwiseError('bad-option', `callwise ${name} needs the process to look at: --pid PID.`);
  }
  if (!isNodeProcess(pid)) return pid;
  throw new CallwiseError(
    'bad-option',
    `callwise ${name} is for Python, and process ${pid} runs Node.js: 'callwise --pid ${pid}' profiles it.`,
  );
}
