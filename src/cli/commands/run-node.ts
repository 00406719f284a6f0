import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CallwiseError } from '../../model/callwise-error.ts';
import { ProcessMarks } from '../../register/process-marks.ts';
import { requestEnvironment } from '../../register/record-request.ts';
import { hint } from '../hint.ts';
import type { RecordingOptions, ReportOptions } from '../invocation.ts';
import { keepAndDeliver } from '../keep-and-deliver.ts';
import { untilProcessesEnd } from '../late-processes.ts';
import { readNodeSessions } from '../node-sessions.ts';
import { type PreparedReport, prepareReport } from '../prepare-report.ts';
import { refuseForNode } from '../refuse-for-node.ts';
import { reportFailure } from '../report-failure.ts';
import { guardProgram } from '../signals.ts';
import type { ScriptProgram } from '../split-arguments.ts';
import { describeProgram, describeTarget } from '../target-description.ts';
import { UnheededSignals } from '../unheeded-signals.ts';
import type { Circumstances } from '../why-empty.ts';

/** Runs a script with Node, which records itself, reports where its time went and returns its exit status. */
export async function runNode(
  program: ScriptProgram,
  recording: RecordingOptions,
  options: ReportOptions,
): Promise<number> {
  refuseForNode(recording, 'run');
  const report = await prepareReport(options);
  const folder = mkdtempSync(join(tmpdir(), 'callwise-node-'));
  // Not by `finally`: a second interrupt ends callwise at once.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const { pid, status } = await runRecorded(program, recording, folder);
  await reportOn({ folder, pid, recording, status }, report).catch(reportFailure);
  return status;
}

interface Ended {
  readonly pid: number;
  /** As shells state it. */
  readonly status: number;
}

async function runRecorded(
  program: ScriptProgram,
  recording: RecordingOptions,
  folder: string,
): Promise<Ended> {
  const { intervalSeconds, subprocesses, node = process.execPath } = recording;
  const targetDescription = describeTarget(
    recording.targetDescription ?? 'Program: {args}',
    describeProgram(program),
  );
  const environment = requestEnvironment({ folder, intervalSeconds, subprocesses, targetDescription });
  const unheeded = new UnheededSignals(folder);
  const guard = guardProgram((pid, signal) => unheeded.sent(pid, signal));
  try {
    const child = spawn(node, ['--require', startedPath(), program.script, ...program.args], {
      stdio: 'inherit',
      env: { ...process.env, ...environment, ...(subprocesses ? inheritedOptions() : {}) },
    });
    child.once('spawn', () => guard.watch(child.pid ?? 0));
    const status = await statusOf(child, node);
    return {
      pid: child.pid ?? 0,
      status: unheeded.killed === undefined ? status : statusBy(unheeded.killed),
    };
  } finally {
    guard.release();
    unheeded.release();
  }
}

/** Processes that the program starts by itself get the option from the environment. */
function inheritedOptions(): Record<string, string> {
  const path = startedPath().replaceAll(/["\\]/g, '\\$&');
  return { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --require="${path}"`.trim() };
}

/** With `--import` Node would run a CommonJS program in a job of a promise, and what it queues in another order. */
function startedPath(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`../../register/started.${extension}`, import.meta.url));
}

function statusOf(child: ChildProcess, node: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new CallwiseError('program-not-started', `'${node}' cannot be run: ${cause.message}.`, { cause }),
      ),
    );
    child.once('close', (status, signal) => resolve(status ?? statusBy(signal ?? 'SIGKILL')));
  });
}

function statusBy(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

const GAVE_WAY =
  'The program ran another one in its place (process.execve): what that did is not\nin the report.';

interface Recorded extends Circumstances {
  readonly folder: string;
  readonly pid: number;
}

async function reportOn({ folder, pid, ...circumstances }: Recorded, report: PreparedReport): Promise<void> {
  if (circumstances.recording.subprocesses) await untilProcessesEnd(folder);
  const session = await readNodeSessions(folder, pid);
  if (session === undefined) return hint('The program ended and left nothing of what was recorded.');
  await keepAndDeliver(session, report, circumstances);
  if (new ProcessMarks(folder).gaveWay(pid)) hint(GAVE_WAY);
}
