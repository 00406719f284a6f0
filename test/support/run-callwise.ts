import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';

const root = join(import.meta.dirname, '..', '..');

export const CALLWISE: string = join(root, 'src', 'cli', 'main.ts');

/** Calls of 0.1 s may have less than the hundredth of the whole that a report shows, for a busy machine takes long to start. */
export const ALL_CALLS: readonly string[] = ['-p', 'processor_options.filter_threshold=0'];

export interface RunOptions {
  readonly cwd?: string;
  /** Beside what the tests run with, from which everything that changes callwise's behaviour is taken away. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** The user to run as; only root can choose. */
  readonly uid?: number;
}

export interface RunOutcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Running {
  readonly child: ChildProcess;
  readonly outcome: Promise<RunOutcome>;
}

/** Runs the command from its sources, to its end. */
export function runCallwise(args: readonly string[], options: RunOptions = {}): Promise<RunOutcome> {
  return startCallwise(args, options).outcome;
}

export function startCallwise(args: readonly string[], options: RunOptions = {}): Running {
  return start(process.execPath, [CALLWISE, ...args], options);
}

/**
 * Runs the command on a pseudo-terminal of its own. What is written to the child's standard input is typed; both of its
 * outputs come out as `stdout`, lines ending in CR LF. `command` is what runs the sources.
 */
export function startInTerminal(
  args: readonly string[],
  options: RunOptions = {},
  command: readonly string[] = [process.execPath],
): Running {
  const program = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
  return start('python3', ['-c', program, ...command, CALLWISE, ...args], options);
}

/** A folder that goes away with the test. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-test-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Resolves as soon as the child has written the text to its standard output. */
export function untilPrinted(child: ChildProcess, expected: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes(expected)) resolve();
    });
    child.once('exit', () => reject(new Error(`ended before it printed ${expected}: ${seen}`)));
  });
}

/** Leaders of the process groups that have not ended. */
const running = new Set<number>();

// Nobody waits for them after a failure or a timeout, and a program that spins would take a core from all later tests.
process.on('exit', () => {
  for (const leader of running) {
    try {
      process.kill(-leader, 'SIGKILL');
    } catch {
      // It ended in the meantime.
    }
  }
});

const LEFT_OUT = ['NO_COLOR', 'FORCE_COLOR', 'VIRTUAL_ENV', 'NODE_TEST_CONTEXT', 'LC_ALL', 'CALLWISE_DEBUG'];

function start(command: string, args: readonly string[], options: RunOptions): Running {
  const env: NodeJS.ProcessEnv = { ...process.env, LANG: 'C.UTF-8' };
  for (const name of LEFT_OUT) delete env[name];
  const history = mkdtempSync(join(tmpdir(), 'callwise-data-'));
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...env, XDG_DATA_HOME: history, ...options.env },
    uid: options.uid,
    // A group of its own, so that it can be ended with its program; and no terminal, whoever runs the tests has one or not.
    detached: true,
  });
  const { pid } = child;
  if (pid !== undefined) {
    running.add(pid);
    child.once('close', () => running.delete(pid));
  }
  if (options.input !== undefined) child.stdin.end(options.input);
  const ended = new Promise<Pick<RunOutcome, 'status' | 'signal'>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal }));
  });
  const outcome = Promise.all([text(child.stdout), text(child.stderr), ended])
    .then(([stdout, stderr, end]) => ({ stdout, stderr, ...end }))
    .finally(() => rmSync(history, { recursive: true, force: true }));
  return { child, outcome };
}
