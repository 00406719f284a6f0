import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than the start of an interpreter takes, so that only the program itself is seen. */
const START_MILLISECONDS = 500;

/** Runs `use` beside a program and ends the program afterwards. */
export async function withTarget<T>(
  command: readonly string[],
  use: (pid: number) => Promise<T>,
): Promise<T> {
  const child = spawn(command[0] as string, command.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    await sleep(START_MILLISECONDS);
    return await use(runningPidOf(child, command));
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

function runningPidOf(child: ChildProcess, command: readonly string[]): number {
  if (child.pid === undefined || child.exitCode !== null) throw new Error(`${command.join(' ')} did not run`);
  return child.pid;
}
