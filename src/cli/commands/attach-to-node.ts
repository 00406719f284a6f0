import { attachNode } from '../../capture/node/index.ts';
import { commandLineOf } from '../../capture/python/process-status.ts';
import type { RecordingOptions, ReportOptions } from '../invocation.ts';
import { keepAndDeliver } from '../keep-and-deliver.ts';
import { prepareReport } from '../prepare-report.ts';
import { refuseForNode } from '../refuse-for-node.ts';
import { sayHowToEnd } from '../say-how-to-end.ts';
import { guardAttachment } from '../signals.ts';
import { describeTarget } from '../target-description.ts';

/** Profiles a running process of Node until the time is up or Ctrl-C; the process goes on. */
export async function attachToNode(
  pid: number,
  recording: RecordingOptions,
  options: ReportOptions,
): Promise<number> {
  refuseForNode(recording, 'attached');
  const report = await prepareReport(options);
  const { promise: until, resolve: stop } = Promise.withResolvers<void>();
  const guard = guardAttachment(stop);
  const { durationSeconds, intervalSeconds } = recording;
  try {
    const template = recording.targetDescription ?? `Process ${pid}: {args}`;
    const targetDescription = describeTarget(template, commandLineOf(pid).join(' '));
    if (durationSeconds === undefined) sayHowToEnd(pid);
    const session = await attachNode(pid, { intervalSeconds, targetDescription, durationSeconds, until });
    await keepAndDeliver(session, report, { recording, status: undefined });
  } finally {
    guard.release();
  }
  return 0;
}
