import { execFile } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type SeenStack,
  stacksOfCollapsedText,
  stacksOfRawText,
  stacksOfRecords,
} from '../../test/accuracy/seen-stacks.ts';
import { oraclePython, pySpy } from '../../test/support/oracles.ts';

const execute = promisify(execFile);

const CALLWISE = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
const USAGE = join(import.meta.dirname, 'usage.py');

export type Profiler = 'callwise' | 'py-spy' | 'py-spy --nonblocking' | 'profiling.sampling';

/** What a profiler's process used, its start included and the sampled program excluded. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly residentMegabytes: number;
}

export interface Recording {
  readonly usage: Usage;
  /** What was asked, or until it was interrupted. */
  readonly seconds: number;
  readonly samples: number;
  /** Read from the profiler's file on demand, for it may be large. */
  stacks(): Iterable<SeenStack>;
}

/** Why there is no recording, short enough for a cell of the table. */
export interface NoRecording {
  readonly reason: string;
}

export interface AttachOptions {
  readonly rate: number;
  readonly seconds: number;
  readonly folder: string;
  /** The interpreter of the program, where the profiler is a part of it. */
  readonly python?: string;
  /** Look at the processes below it as well. */
  readonly subprocesses?: boolean;
}

/** Beyond the duration asked: py-spy counts ticks, and takes as long for them as it needs, but writes what it has when interrupted. */
const LATE_SECONDS = 1;
/** The same where it has to open many processes first, and for profilers that end by the clock. */
const LATEST_SECONDS = 20;
/** For the writing of the file. */
const WRITE_SECONDS = 20;

/** Lets a profiler look at a running process, as its users do: the command line, its own output format. */
export async function attach(
  profiler: Profiler,
  pid: number,
  options: AttachOptions,
): Promise<Recording | NoRecording> {
  const output = join(options.folder, 'recording');
  const used = join(options.folder, 'usage.json');
  const isLateAtOnce = profiler.startsWith('py-spy') && options.subprocesses !== true;
  const limit = options.seconds + (isLateAtOnce ? LATE_SECONDS : LATEST_SECONDS);
  const command = attachCommand(profiler, pid, { ...options, output });
  const limits = [String(limit), String(WRITE_SECONDS)];
  rmSync(output, { force: true });
  const { stderr } = await execute(oraclePython(), [USAGE, used, ...limits, ...command], {
    maxBuffer: 1 << 26,
  });
  const { status, interruptedAfter, ...usage } = JSON.parse(readFileSync(used, 'utf8')) as UsageFile;
  if (status !== 0) {
    console.log(`  ${command.join(' ')} ended with ${status}: ${stderr.split('\n')[0]}`);
    return { reason: interruptedAfter === null ? 'failed' : `did not finish in ${limit} s` };
  }
  const stacks = (): Iterable<SeenStack> => READERS[profiler](output);
  const samples = profiler === 'callwise' ? sampleCountOf(output) : countSamples(stacks());
  return { usage, seconds: interruptedAfter ?? options.seconds, samples, stacks };
}

interface UsageFile extends Usage {
  readonly status: number;
  readonly interruptedAfter: number | null;
}

const READERS: Readonly<Record<Profiler, (path: string) => Iterable<SeenStack>>> = {
  callwise: stacksOfFile,
  'py-spy': (path) => stacksOfRawText(readFileSync(path, 'utf8')),
  'py-spy --nonblocking': (path) => stacksOfRawText(readFileSync(path, 'utf8')),
  'profiling.sampling': (path) => stacksOfCollapsedText(readFileSync(path, 'utf8')),
};

function countSamples(stacks: Iterable<SeenStack>): number {
  let sum = 0;
  for (const { samples } of stacks) sum += samples;
  return sum;
}

function attachCommand(
  profiler: Profiler,
  pid: number,
  { rate, seconds, output, python, subprocesses }: AttachOptions & { readonly output: string },
): string[] {
  const below = subprocesses ? ['--subprocesses'] : [];
  if (profiler === 'callwise') {
    const own = [
      process.execPath,
      CALLWISE,
      '--pid',
      String(pid),
      '-i',
      String(1 / rate),
      '-d',
      String(seconds),
    ];
    return [...own, ...below, '-r', 'session', '-o', output];
  }
  if (profiler === 'profiling.sampling') {
    const own = ['-m', 'profiling.sampling', 'attach', '-r', String(rate), '-d', String(seconds)];
    return [python ?? 'python3.15', ...own, '--collapsed', '-o', output, String(pid)];
  }
  const mode = profiler === 'py-spy' ? [] : ['--nonblocking'];
  const shape = [
    '--rate',
    String(rate),
    '--duration',
    String(seconds),
    '--format',
    'raw',
    '--output',
    output,
  ];
  return [pySpy(), 'record', '--pid', String(pid), ...mode, ...below, ...shape];
}

/** From the start of a session file, which may be too large to be read whole. */
function sampleCountOf(path: string): number {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(65_536);
    const length = readSync(file, start);
    return Number(/"sample_count":\s*(\d+)/.exec(start.toString('utf8', 0, length))?.[1] ?? Number.NaN);
  } finally {
    closeSync(file);
  }
}

function* stacksOfFile(path: string): Generator<SeenStack> {
  const session = JSON.parse(readFileSync(path, 'utf8')) as { frame_records: [string[], number][] };
  yield* stacksOfRecords(session.frame_records);
}

/** The command that runs a program under a profiler from its start, 1,000 times a second. */
export function runCommand(
  profiler: Exclude<Profiler, 'profiling.sampling'> | 'pyinstrument' | 'alone',
  program: readonly string[],
  { python, folder }: { readonly python: string; readonly folder: string },
): string[] {
  const output = join(folder, 'recording');
  switch (profiler) {
    case 'alone':
      return [python, ...program];
    case 'callwise':
      return [process.execPath, CALLWISE, '--python', python, '-r', 'session', '-o', output, ...program];
    case 'pyinstrument':
      return [python, '-m', 'pyinstrument', '-i', '0.001', '-r', 'session', '-o', output, ...program];
    default: {
      const mode = profiler === 'py-spy' ? [] : ['--nonblocking'];
      const shape = ['--rate', '1000', '--format', 'raw', '--output', output];
      return [pySpy(), 'record', ...mode, ...shape, '--', python, ...program];
    }
  }
}

/** Runs a command whose program prints a JSON object as a line of its own, and gives that object. */
export async function runForJson(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Record<string, number>> {
  const { stdout } = await execute(command[0] as string, command.slice(1), {
    maxBuffer: 1 << 26,
    env: { ...process.env, ...env },
  });
  const line = stdout.split('\n').find((text) => text.startsWith('{'));
  if (line === undefined) throw new Error(`${command.join(' ')} printed no figures: ${stdout}`);
  return JSON.parse(line) as Record<string, number>;
}
