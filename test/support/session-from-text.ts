import { SessionBuilder } from '../../src/session/session-builder.ts';
import type { SessionData } from '../../src/session/session-data.ts';

/** A session as pyinstrument writes it. */
export interface SessionText {
  readonly start_time: number;
  readonly duration: number;
  readonly min_interval: number;
  readonly max_interval: number;
  readonly sample_count: number;
  readonly start_call_stack: readonly string[];
  readonly target_description: string;
  readonly cpu_time: number;
  readonly sys_path: readonly string[];
  readonly sys_prefixes: readonly string[];
  readonly frame_records: readonly (readonly [readonly string[], number])[];
}

export function sessionFromText(text: SessionText): SessionData {
  const builder = new SessionBuilder();
  for (const [frames, seconds] of text.frame_records) builder.addRecord(frames, seconds);
  return builder.finish({
    startTime: text.start_time,
    duration: text.duration,
    minInterval: text.min_interval,
    maxInterval: text.max_interval,
    sampleCount: text.sample_count,
    startCallStack: text.start_call_stack,
    targetDescription: text.target_description,
    cpuTime: text.cpu_time,
    sysPath: text.sys_path,
    sysPrefixes: text.sys_prefixes,
  });
}

/** A session of these records, with facts that fit. */
export function sessionText(
  records: SessionText['frame_records'],
  facts: Partial<SessionText> = {},
): SessionText {
  return {
    start_time: 1_700_000_000.5,
    duration: 1.25,
    min_interval: 0.001,
    max_interval: 0.001,
    sample_count: records.length,
    start_call_stack: records[0]?.[0].slice(0, 1) ?? [''],
    target_description: 'Program: app.py --fast',
    cpu_time: 0.5,
    sys_path: ['/app', '/app/src', '/usr/lib/python3.12', '/usr/lib/python3.12/site-packages'],
    sys_prefixes: ['/usr'],
    frame_records: records,
    ...facts,
  };
}
