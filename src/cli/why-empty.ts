import { DEFAULT_INTERVAL, SHORTEST_INTERVAL } from '../model/sampling-interval.ts';
import { NO_STATISTICS, type SamplingStatistics } from '../session/sampling-statistics.ts';
import type { RecordingOptions } from './invocation.ts';

/** How a session came about. */
export interface Circumstances {
  readonly recording: RecordingOptions;
  /** Of the program, as shells state it; undefined when it is not known, for the program ran already. */
  readonly status: number | undefined;
}

const NOTHING_COUNTED = {
  cpu: 'No thread ran when a tick came.',
  gil: "No thread held Python's lock when a tick came.",
};

/** Why a session has no samples, with advice where there is some. */
export function whyEmpty(
  { ticks, dropped }: SamplingStatistics = NO_STATISTICS,
  { recording, status }: Circumstances,
): string {
  const { time, intervalSeconds } = recording;
  if (dropped > 0) return 'Every sample was dropped.';
  // The first tick only begins the time that the second one counts.
  if (time !== 'wall' && ticks > 1) {
    return `${NOTHING_COUNTED[time]}\nWithout --${time} waiting counts as well.`;
  }
  if (status === undefined) {
    return `No sample was due in the time in which callwise looked.${adviceOnLong(intervalSeconds)}`;
  }
  const reason = 'The program ended before a sample was taken.';
  return status === 0 ? `${reason}${adviceOn(intervalSeconds)}` : reason;
}

function adviceOn(interval: number): string {
  const isShorterPossible = interval > SHORTEST_INTERVAL && interval <= DEFAULT_INTERVAL;
  return isShorterPossible ? '\nThe shortest interval is -i 50us.' : adviceOnLong(interval);
}

function adviceOnLong(interval: number): string {
  return interval > DEFAULT_INTERVAL ? '\nA shorter interval sees more: -i 1ms.' : '';
}
