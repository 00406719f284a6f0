import { Command } from 'commander';
import { CallwiseError } from '../model/callwise-error.ts';
import { SHORTEST_INTERVAL } from '../model/sampling-interval.ts';
import type { ThreadChoice } from '../session/recording-parts.ts';
import { parseDuration } from './duration-text.ts';

/** The options as commander hands them over, values already checked one by one. */
export interface ParsedOptions {
  readonly m?: string;
  readonly c?: string;
  readonly pid?: number;
  readonly load?: string;
  readonly loadPrev?: string;
  readonly interval?: number;
  readonly duration?: number;
  readonly threads?: ThreadChoice;
  readonly cpu?: true;
  readonly gil?: true;
  readonly subprocesses?: true;
  readonly blocking?: true;
  readonly python?: string;
  readonly node?: string;
  readonly targetDescription?: string;
  readonly outfile?: string;
  readonly renderer?: string;
  readonly renderOption?: readonly string[];
  readonly html?: true;
  readonly embedSource?: true;
  readonly timeline?: true;
  readonly together?: true;
  readonly showAll?: true;
  readonly hide?: string;
  readonly hideRegex?: string;
  readonly show?: string;
  readonly showRegex?: string;
  readonly color?: boolean;
  readonly unicode?: boolean;
}

const USAGE = `[options] script.py|.js|.ts [args...]
       callwise [options] -m module [args...]
       callwise [options] -c code [args...]
       callwise [options] -- command [args...]
       callwise [options] --pid PID
       callwise [options] --load FILE
       callwise dump|top --pid PID
       callwise combine [options] FILE FILE...

Shows why a program of Python or Node.js is slow: samples its call stack while
it runs and prints the calls in which the time went.`;

const EXAMPLES = `Examples:
  callwise app.py --port 8000         profile a script; its options follow it
  callwise server.ts                  a script of Node.js, with its awaits
  callwise -m pytest tests            profile a module
  callwise -- make test               profile the first Python that make starts
  callwise --pid 4321 -d 10           look at a running process for 10 seconds
  callwise dump --pid 4321 --locals   what its threads do just now
  callwise top --pid 4321             a live view of where its time goes
  callwise -o app.pyisession app.py   keep the session instead of a report
  callwise --load app.pyisession -t   look at a kept session as a timeline
  callwise combine *.pyisession -o all.pyisession   join kept sessions

'callwise dump --help' has the options of dump, and so on; a script of such a
name is run as ./dump.

When callwise runs a program, its exit status is the program's own (128 + n
after signal n). Otherwise it is 0, 1 for a failure, 2 for wrong options.
`;

/** The command with its options in the sections of `--help`. Parsing it throws commander's errors and prints nothing. */
export function describeCommand(): Command {
  const command = new Command('callwise')
    .usage(USAGE)
    .helpOption(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .configureHelp({ helpWidth: 80 });
  addSourceOptions(command);
  addRecordingOptions(command);
  addReportOptions(command);
  addFilterOptions(command);
  return command
    .optionsGroup('Other:')
    .option('-h, --help', 'show this help')
    .option('--version', 'show the version');
}

export function helpText(command: Command): string {
  return `${command.helpInformation()}\n${EXAMPLES}`;
}

function addSourceOptions(command: Command): void {
  command
    .optionsGroup('What to profile (one of these, or a script):')
    .option('-m <module>', 'a module, like python -m; the rest is for it')
    .option('-c <code>', 'code given as text; the rest is for it')
    .option('--pid <pid>', 'a running process of Python or Node.js;\nCtrl-C ends the profile', processId)
    .option('--load <file>', 'a session saved before')
    .option('--load-prev <id>', 'one of the ten newest reports, by its identifier');
}

function addRecordingOptions(command: Command): void {
  command
    .optionsGroup('Recording:')
    .option(
      '-i, --interval <time>',
      'between samples, on average: 0.001 (seconds),\n1ms, 50us; 1ms if not given',
      interval,
    )
    .option('-d, --duration <time>', 'with --pid: how long to look', duration)
    .option(
      '--threads <which>',
      'main; busy: also those that do more than wait\nfor work; all; busy if not given',
      threads,
    )
    .option('--subprocesses', 'also the processes of its kind that it starts')
    .option('--cpu', 'count only the time in which a thread has a core')
    .option('--gil', "count only the time it holds Python's lock")
    .option(
      '--blocking',
      'stop the program for each sample: it runs slower,\nand no stack is missed for moving on',
    )
    .option(
      '--python <path>',
      'the Python to run; else that of the virtual\nenvironment of the script, or of the active one,\nelse python3',
    )
    .option('--node <path>', 'the Node.js to run; else the one of callwise')
    .option(
      '--target-description <text>',
      'what the report calls the program;\n{args} stands for its command line',
    );
}

export function addReportOptions(command: Command): void {
  command
    .optionsGroup('Report:')
    .option('-o, --outfile <file>', 'where to write it; else standard output')
    .option(
      '-r, --renderer <name>',
      "text, html, json, speedscope, pstats, cpuprofile,\nsession, or a module such as ./my-renderer.js;\nelse by the outfile's extension",
    )
    .option('-p, --render-option <opt>', 'name or name=value for the renderer; repeatable', collect)
    .option('--html', 'an HTML report, shown in the browser')
    .option('--embed-source', 'with HTML: put the source files into the report')
    .option('-t, --timeline', 'calls in order, repeated ones not added up')
    .option('--together', 'add up threads and processes')
    .option('--color', 'colour the text')
    .option('--no-color', 'do not colour it')
    .option('--unicode', 'draw the tree with lines')
    .option('--no-unicode', 'draw it in ASCII');
}

export function addFilterOptions(command: Command): void {
  command
    .optionsGroup('Which frames are shown (those of libraries are hidden at first):')
    .option('--show-all', 'all')
    .option('--show <pattern>', "also those in files like '*/numpy/*'")
    .option('--show-regex <regex>', 'the same, by a regular expression')
    .option('--hide <pattern>', 'not those in files like this')
    .option('--hide-regex <regex>', 'the same, by a regular expression');
}

function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

export function processId(text: string): number {
  const pid = /^\d+$/.test(text) ? Number(text) : 0;
  if (pid > 0 && pid < 2 ** 31) return pid;
  throw new CallwiseError('bad-option', `--pid takes the number of a process, not '${text}'.`);
}

function threads(text: string): ThreadChoice {
  if (text === 'main' || text === 'busy' || text === 'all') return text;
  throw new CallwiseError('bad-option', `--threads takes main, busy or all, not '${text}'.`);
}

export function interval(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined) {
    throw new CallwiseError(
      'bad-option',
      `--interval takes a time such as 0.001, 1ms or 50us, not '${text}'.`,
    );
  }
  if (seconds >= SHORTEST_INTERVAL) return seconds;
  throw new CallwiseError('bad-option', `--interval takes 50us (0.00005) or more, not '${text}'.`);
}

function duration(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds > 0) return seconds;
  throw new CallwiseError('bad-option', `--duration takes a time such as 10 or 500ms, not '${text}'.`);
}
