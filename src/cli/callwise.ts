import type { Invocation } from './invocation.ts';
import { reportFailure } from './report-failure.ts';
import { writeOutput } from './standard-output.ts';
import { findSubcommand } from './subcommands.ts';

/** The whole command. Returns the exit status; what a command needs is loaded when it is used. */
export async function callwise(argv: readonly string[]): Promise<number> {
  // Who reads standard error may go away; that is no reason to stop a program that runs.
  process.stderr.on('error', () => undefined);
  try {
    if (argv.length === 1 && argv[0] === '--version') {
      const { readVersion } = await import('./version.ts');
      await writeOutput(`callwise ${readVersion()}\n`);
      return 0;
    }
    const subcommand = findSubcommand(argv);
    if (subcommand !== undefined) return await (await subcommand())(argv.slice(1));
    const { parseArguments } = await import('./parse-arguments.ts');
    return await carryOut(parseArguments(argv));
  } catch (error) {
    return reportFailure(error);
  }
}

async function carryOut(invocation: Invocation): Promise<number> {
  if (invocation.kind === 'print') {
    await writeOutput(invocation.text);
    return invocation.exitStatus;
  }
  const { source, recording, report } = invocation;
  switch (source.kind) {
    case 'program':
      return (await import('./commands/run.ts')).run(source.program, recording, report);
    case 'process':
      return (await import('./commands/attach.ts')).attach(source.pid, recording, report);
    case 'file':
      return (await import('./commands/load.ts')).load(source.path, report);
    case 'previous':
      return (await import('./commands/load-previous.ts')).loadPrevious(source.identifier, report);
  }
}
