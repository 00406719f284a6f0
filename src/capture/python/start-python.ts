import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { CallwiseError } from '../../model/callwise-error.ts';
import {
  type Capture,
  CaptureFailure,
  type CaptureOptions,
  type CaptureResult,
  type ProgramEnd,
} from './capture.ts';
import { requireLinuxOnX64 } from './require-linux-on-x64.ts';
import { SamplerHost } from './sampler-host.ts';

/**
 * Runs a command with our standard streams, directory and environment, and samples the first Python process in its tree.
 * Rejects with `program-not-started` when the command cannot be run.
 */
export async function startPython(command: readonly string[], options: CaptureOptions): Promise<Capture> {
  requireLinuxOnX64();
  const host = new SamplerHost(
    options,
    'started',
    command[0] === undefined ? {} : { executable: command[0] },
  );
  await host.ready;
  const child = spawn(command[0] as string, command.slice(1), { stdio: 'inherit' });
  const { pid } = child;
  if (pid === undefined) {
    host.abandon();
    const [cause] = (await once(child, 'error')) as [NodeJS.ErrnoException];
    const reason = cause.code === undefined ? '' : ` (${cause.code})`;
    throw new CallwiseError('program-not-started', `${command[0]} could not be run${reason}.`, { cause });
  }
  // The program runs already: waiting for the event would leave out its first milliseconds on a busy machine.
  host.sample(pid);
  return { pid, finished: resultOf(host, endOf(child)), stop: () => host.stop() };
}

async function resultOf(host: SamplerHost, end: Promise<ProgramEnd>): Promise<CaptureResult> {
  const ended = await host.ended;
  const programEnd = await end;
  if (ended.kind === 'failed') throw new CaptureFailure(ended.problem, ended.message, programEnd);
  const { session, fault, stillRunning, leftOut } = ended;
  return { session, end: programEnd, fault, stillRunning, leftOut };
}

function endOf(child: ChildProcess): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    child.once('exit', (status, signal) => {
      if (signal !== null) resolve({ kind: 'killed', signal, signalNumber: constants.signals[signal] });
      else resolve({ kind: 'exited', status: status ?? 0 });
    });
  });
}
