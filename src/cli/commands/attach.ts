import { isNodeProcess } from '../../capture/node/is-node-process.ts';
import { attachPython } from '../../capture/python/index.ts';
import { commandLineOf } from '../../capture/python/process-status.ts';
import { requireLinux } from '../../capture/python/require-linux.ts';
import { requireLinuxOnX64 } from '../../capture/python/require-linux-on-x64.ts';
import { captureOptions } from '../capture-options.ts';
import type { RecordingOptions, ReportOptions } from '../invocation.ts';
import { deliverAndForget } from '../keep-and-deliver.ts';
import { prepareReport } from '../prepare-report.ts';
import { beginLog } from '../recording-logs.ts';
import { reportFailure } from '../report-failure.ts';
import { sayHowToEnd } from '../say-how-to-end.ts';
import { sayWhatIsLeftOut } from '../say-what-is-left-out.ts';
import { guardAttachment } from '../signals.ts';
import { describeTarget } from '../target-description.ts';

/** An attachment that fails does so at once. */
const PATIENCE_MS = 300;

/** Samples a process until it ends, the time is up or Ctrl-C; the process goes on. */
export async function attach(
  pid: number,
  recording: RecordingOptions,
  options: ReportOptions,
): Promise<number> {
  requireLinux();
  if (isNodeProcess(pid)) return (await import('./attach-to-node.ts')).attachToNode(pid, recording, options);
  requireLinuxOnX64();
  const report = await prepareReport(options);
  const template = recording.targetDescription ?? `Process ${pid}: {args}`;
  const request = {
    ...captureOptions(recording),
    targetDescription: describeTarget(template, commandLineOf(pid).join(' ')),
  };
  const log = beginLog(request);
  const capture = await attachPython(pid, { ...request, log });
  const guard = guardAttachment(() => capture.stop());
  const waiting = setTimeout(() => sayHowToEnd(pid), PATIENCE_MS);
  try {
    const { session, fault, leftOut } = await capture.finished;
    clearTimeout(waiting);
    if (fault !== undefined && session.samples.length === 0) {
      log.remove();
      throw fault;
    }
    await deliverAndForget(session, report, { recording, status: undefined, log });
    sayWhatIsLeftOut(leftOut);
    if (fault !== undefined) return reportFailure(fault);
  } finally {
    clearTimeout(waiting);
    guard.release();
  }
  return 0;
}
