import { type Capture, CaptureFailure, type CaptureOptions, type CaptureResult } from './capture.ts';
import { requireLinuxOnX64 } from './require-linux-on-x64.ts';
import { type LiveView, SamplerHost } from './sampler-host.ts';

/**
 * Samples a process that runs already, until it ends, `stop` is called or the duration is over. With
 * `onBatch` its samples go there, and the session has none.
 */
export async function attachPython(
  pid: number,
  options: CaptureOptions,
  onBatch?: LiveView,
): Promise<Capture> {
  requireLinuxOnX64();
  const host = new SamplerHost(options, 'attached', onBatch === undefined ? {} : { onBatch });
  await host.ready;
  host.sample(pid);
  return { pid, finished: resultOf(host), stop: () => host.stop() };
}

async function resultOf(host: SamplerHost): Promise<CaptureResult> {
  const ended = await host.ended;
  if (ended.kind === 'failed') throw new CaptureFailure(ended.problem, ended.message, undefined);
  const { session, fault, stillRunning, leftOut } = ended;
  return { session, end: undefined, fault, stillRunning, leftOut };
}
