import type { Capture, CaptureOptions } from '../../capture/python/capture.ts';
import { attachPython, readSysPath } from '../../capture/python/index.ts';
import { commandLineOf } from '../../capture/python/process-status.ts';
import { CallwiseError } from '../../model/callwise-error.ts';
import { PathShortener } from '../../session/shorten-path.ts';
import { interval, processId } from '../command-options.ts';
import { hint } from '../hint.ts';
import { describeSubcommand, parseSubcommand, requirePid } from '../parse-subcommand.ts';
import { guardAttachment } from '../signals.ts';
import { supportsColor } from '../terminal.ts';
import { LiveScreen } from '../top/live-screen.ts';
import type { ScreenStyle } from '../top/top-screen.ts';

interface TopArguments {
  readonly pid?: number;
  readonly interval?: number;
  readonly wall?: true;
}

const USAGE = `--pid PID [options]

Shows live in which functions a running Python process spends its time: in the
function itself (self) and with what it calls (total), as a share of one core
in the last two seconds and as seconds since the start.

Keys: q quit, p pause, s sort by the next column, t threads, r reset times.`;

const DEFAULT_INTERVAL = 0.01;

/** A live view of a process, until a key or a signal ends it. */
export async function top(args: readonly string[]): Promise<number> {
  const command = describeSubcommand('top', USAGE)
    .option('--pid <pid>', 'the process', processId)
    .option('-i, --interval <time>', 'between samples; 10ms if not given', interval)
    .option('--wall', 'count the time in which threads wait as well');
  const options = await parseSubcommand<TopArguments>(command, args);
  if (options === undefined) return 0;
  const pid = requirePid(options.pid, 'top');
  if (!process.stdout.isTTY || !process.stdin.isTTY) {
    throw new CallwiseError(
      'bad-option',
      "callwise top needs a terminal; 'callwise dump' and 'callwise --pid' write to files.",
    );
  }
  return watch({
    pid,
    intervalSeconds: options.interval ?? DEFAULT_INTERVAL,
    countsWaiting: options.wall ?? false,
  });
}

interface Watched {
  readonly pid: number;
  readonly intervalSeconds: number;
  readonly countsWaiting: boolean;
}

async function watch({ pid, intervalSeconds, countsWaiting }: Watched): Promise<number> {
  const style = screenStyle(await readSysPath(pid));
  let isAsked = false;
  let capture: Capture | undefined;
  const quit = (): void => {
    isAsked = true;
    capture?.stop();
  };
  const facts = {
    pid,
    commandLine: commandLineOf(pid).join(' '),
    samplesPerSecond: Math.round(1 / intervalSeconds),
    countsWaiting,
  };
  const screen = new LiveScreen(facts, { input: process.stdin, output: process.stdout }, { style, quit });
  const guard = guardAttachment(quit);
  try {
    capture = await attachPython(pid, liveOptions(intervalSeconds, countsWaiting), (batch, tables) =>
      screen.take(batch, tables),
    );
    if (isAsked) capture.stop();
    const { fault } = await capture.finished;
    if (fault !== undefined) throw fault;
  } finally {
    screen.close();
    guard.release();
  }
  if (!isAsked) hint(`Process ${pid} has ended.`);
  return 0;
}

function liveOptions(intervalSeconds: number, countsWaiting: boolean): CaptureOptions {
  return {
    intervalSeconds,
    targetDescription: '',
    threads: 'all',
    time: countsWaiting ? 'wall' : 'cpu',
    subprocesses: false,
    blocking: false,
  };
}

function screenStyle(sysPath: readonly string[]): ScreenStyle {
  const color = supportsColor({ env: process.env, platform: process.platform, isTerminal: true });
  return {
    shortener: new PathShortener(sysPath),
    emphasize: (text) => (color ? `\x1b[7m${text}\x1b[0m` : text),
  };
}
