import type { CaptureOptions } from '../capture/python/capture.ts';
import type { RecordingOptions } from './invocation.ts';

/** What a capture is asked for on the command line, but for the description of its target. */
export function captureOptions(recording: RecordingOptions): Omit<CaptureOptions, 'targetDescription'> {
  const { intervalSeconds, durationSeconds, threads, time, subprocesses, blocking } = recording;
  return {
    intervalSeconds,
    threads,
    time,
    subprocesses,
    blocking,
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  };
}
