import { CommanderError } from 'commander';
import { CallwiseError } from '../model/callwise-error.ts';
import { DEFAULT_INTERVAL } from '../model/sampling-interval.ts';
import { describeCommand, helpText, type ParsedOptions } from './command-options.ts';
import type { Invocation, RecordingOptions, Source } from './invocation.ts';
import { isNodeScript } from './node-script.ts';
import { reportOptions } from './report-arguments.ts';
import { type Program, splitArguments } from './split-arguments.ts';
import { readVersion } from './version.ts';

/** Throws a CallwiseError `bad-option` that names what is wrong. */
export function parseArguments(argv: readonly string[]): Invocation {
  const command = describeCommand();
  if (argv.length === 0) return { kind: 'print', text: helpText(command), exitStatus: 2 };
  const { own, program } = splitArguments(argv, command.options);
  let options: ParsedOptions & { readonly help?: true; readonly version?: true };
  try {
    options = command.parse(own, { from: 'user' }).opts();
  } catch (error) {
    if (error instanceof CommanderError) throw new CallwiseError('bad-option', wordingOf(error));
    throw error;
  }
  if (options.help === true) return { kind: 'print', text: helpText(command), exitStatus: 0 };
  if (options.version === true) return { kind: 'print', text: `callwise ${readVersion()}\n`, exitStatus: 0 };
  const source = sourceOf(options, program);
  refuseOptionsWithoutUse(options, source);
  return { kind: 'report', source, recording: recordingOptions(options), report: reportOptions(options) };
}

/** commander's message as a sentence. */
export function wordingOf(error: CommanderError): string {
  return error.message
    .replace(/^error: (.)/, (_, first: string) => first.toUpperCase())
    .replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?')
    .replace(/Option '(-[^']*)' argument missing/, '$1 needs a value')
    .replace(/[^?]$/, '$&.');
}

function sourceOf(options: ParsedOptions, program: Program | undefined): Source {
  const named: [string, Source][] = [];
  if (options.pid !== undefined) named.push(['--pid', { kind: 'process', pid: options.pid }]);
  if (options.load !== undefined) named.push(['--load', { kind: 'file', path: options.load }]);
  if (options.loadPrev !== undefined) {
    named.push(['--load-prev', { kind: 'previous', identifier: options.loadPrev }]);
  }
  if (program !== undefined) named.push([wordFor(program), { kind: 'program', program }]);
  const [first, second] = named;
  if (first === undefined) {
    throw new CallwiseError(
      'bad-option',
      'There is nothing to profile: name a script, -m, -c, --pid, --load or --load-prev.',
    );
  }
  if (second !== undefined) {
    throw new CallwiseError('bad-option', `${first[0]} and ${second[0]} do not go together.`);
  }
  if (program?.kind === 'command' && program.command.length === 0) {
    throw new CallwiseError('bad-option', 'A command is missing after --.');
  }
  return first[1];
}

function wordFor(program: Program): string {
  if (program.kind === 'script') return `the script '${program.script}'`;
  return { module: '-m', code: '-c', command: 'a command' }[program.kind];
}

function refuseOptionsWithoutUse(options: ParsedOptions, source: Source): void {
  const recorded = source.kind === 'program' || source.kind === 'process';
  const unused: [string, boolean][] = [
    ['--duration goes with --pid only.', options.duration !== undefined && source.kind !== 'process'],
    ['--python is for running a program.', options.python !== undefined && source.kind !== 'program'],
    ['--python has no use for a command after --.', options.python !== undefined && isCommand(source)],
    [
      '--node is for a script of JavaScript or TypeScript.',
      options.node !== undefined && !isNodeProgram(source),
    ],
    ['--python is for a script of Python.', options.python !== undefined && isNodeProgram(source)],
    ['--interval is for recording.', options.interval !== undefined && !recorded],
    ['--threads is for recording.', options.threads !== undefined && !recorded],
    ['--cpu is for recording.', options.cpu !== undefined && !recorded],
    ['--gil is for recording.', options.gil !== undefined && !recorded],
    ['--subprocesses is for recording.', options.subprocesses !== undefined && !recorded],
    ['--blocking is for recording.', options.blocking !== undefined && !recorded],
    ['--target-description is for recording.', options.targetDescription !== undefined && !recorded],
  ];
  for (const [message, applies] of unused) {
    if (applies) throw new CallwiseError('bad-option', message);
  }
}

function isCommand(source: Source): boolean {
  return source.kind === 'program' && source.program.kind === 'command';
}

function isNodeProgram(source: Source): boolean {
  return source.kind === 'program' && source.program.kind === 'script' && isNodeScript(source.program.script);
}

function recordingOptions(options: ParsedOptions): RecordingOptions {
  if (options.cpu === true && options.gil === true) {
    throw new CallwiseError('bad-option', '--cpu and --gil do not go together.');
  }
  return {
    intervalSeconds: options.interval ?? DEFAULT_INTERVAL,
    threads: options.threads ?? 'busy',
    time: options.gil === true ? 'gil' : options.cpu === true ? 'cpu' : 'wall',
    subprocesses: options.subprocesses ?? false,
    blocking: options.blocking ?? false,
    durationSeconds: options.duration,
    python: options.python,
    node: options.node,
    targetDescription: options.targetDescription,
  };
}
