import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import {
  CaptureFailure,
  type CaptureOptions,
  type CaptureResult,
  type ProgramEnd,
} from '../../capture/python/capture.ts';
import { startPython } from '../../capture/python/index.ts';
import { isRunning } from '../../capture/python/process-status.ts';
import { requireLinuxOnX64 } from '../../capture/python/require-linux-on-x64.ts';
import type { RecordingLog } from '../../formats/recording/recording-log.ts';
import { CallwiseError } from '../../model/callwise-error.ts';
import type { SessionData } from '../../session/session-data.ts';
import { captureOptions } from '../capture-options.ts';
import { findExecutable, findPython } from '../find-python.ts';
import { hint } from '../hint.ts';
import type { RecordingOptions, ReportOptions } from '../invocation.ts';
import { deliverAndForget } from '../keep-and-deliver.ts';
import { isNodeScript } from '../node-script.ts';
import { prepareReport } from '../prepare-report.ts';
import { beginLog } from '../recording-logs.ts';
import { reportFailure } from '../report-failure.ts';
import { sayWhatIsLeftOut } from '../say-what-is-left-out.ts';
import { guardProgram } from '../signals.ts';
import type { Program } from '../split-arguments.ts';
import { describeProgram, describeTarget } from '../target-description.ts';

/** Runs a program, reports where its time went and returns its exit status. */
export async function run(
  program: Program,
  recording: RecordingOptions,
  options: ReportOptions,
): Promise<number> {
  if (program.kind === 'script' && isNodeScript(program.script)) {
    checkScript(program.script);
    return (await import('./run-node.ts')).runNode(program, recording, options);
  }
  requireLinuxOnX64();
  const report = await prepareReport(options);
  const command = keepingNohup(commandLine(program, recording.python));
  const targetDescription = describeTarget(
    recording.targetDescription ?? 'Program: {args}',
    describeProgram(program),
  );
  const request = { ...captureOptions(recording), targetDescription };
  const log = beginLog(request);
  const { session, end, stillRunning, leftOut } = await record(command, request, log);
  const status = exitStatus(end);
  if (session !== undefined) {
    await deliverAndForget(session, report, { recording, status, log }).catch(reportFailure);
    for (const pid of stillRunning.filter(isRunning)) hint(outlives(pid));
    sayWhatIsLeftOut(leftOut);
  }
  return status;
}

function outlives(pid: number): string {
  return `Process ${pid} of the program still runs; the report has what it did until now.\nTo go on with it: callwise --pid ${pid}`;
}

interface Recorded {
  readonly session: SessionData | undefined;
  readonly end: ProgramEnd | undefined;
  readonly stillRunning: readonly number[];
  readonly leftOut: readonly string[];
}

async function record(
  command: readonly string[],
  request: CaptureOptions,
  log: RecordingLog,
): Promise<Recorded> {
  const guard = guardProgram();
  try {
    const capture = await startPython(command, { ...request, log });
    guard.watch(capture.pid);
    return withoutFault(await capture.finished, log);
  } catch (error) {
    if (!(error instanceof CaptureFailure) || error.end === undefined) throw error;
    reportFailure(error);
    return { session: undefined, end: error.end, stillRunning: [], leftOut: [] };
  } finally {
    guard.release();
  }
}

/** What was recorded before callwise failed is still worth its report. */
function withoutFault({ fault, ...recorded }: CaptureResult, log: RecordingLog): Recorded {
  if (fault !== undefined) reportFailure(fault);
  if (fault === undefined || recorded.session.samples.length > 0) return recorded;
  log.remove();
  return { ...recorded, session: undefined };
}

/** As shells state it. */
function exitStatus(end: ProgramEnd | undefined): number {
  if (end === undefined) return 0;
  return end.kind === 'exited' ? end.status : 128 + end.signalNumber;
}

function commandLine(program: Program, python: string | undefined): readonly string[] {
  if (program.kind === 'command') return program.command;
  if (program.kind === 'script') checkScript(program.script);
  const script = program.kind === 'script' ? program.script : undefined;
  const interpreter = findPython(python, process.env, script);
  if (program.kind === 'script') return [interpreter, program.script, ...program.args];
  if (program.kind === 'module') return [interpreter, '-m', program.module, ...program.args];
  return [interpreter, '-c', program.code, ...program.args];
}

/**
 * Node has signals do again what whoever started it had it ignore. nohup is known by `_`, in which shells name the command that
 * they run.
 */
function keepingNohup(command: readonly string[]): readonly string[] {
  if (basename(process.env._ ?? '') !== 'nohup') return command;
  return ['/bin/sh', '-c', 'trap "" HUP; exec "$@"', 'sh', ...command];
}

function checkScript(script: string): void {
  if (script === '-' || existsSync(script)) return;
  if (findExecutable(script, process.env) !== undefined) {
    throw new CallwiseError(
      'bad-option',
      `There is no script '${script}' here; for the command of that name put -- before it.`,
    );
  }
  throw new CallwiseError('file-not-found', `There is no script '${script}'.`);
}
