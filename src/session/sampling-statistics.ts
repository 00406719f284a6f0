/**
 * What the sampler that made a session says of itself. Ticks asked = ticks + missed. Of the samples a tick gives, one a
 * thread, some are recorded and some dropped; a cut one is recorded with the proved outer part of its stack.
 */
export interface SamplingStatistics {
  /** Ticks taken. */
  readonly ticks: number;
  /** Of these, the ones that came more than half an interval late. */
  readonly late: number;
  /** Ticks that were over before they could be taken: the sampler was not scheduled. */
  readonly missed: number;
  readonly recorded: number;
  readonly cut: number;
  readonly dropped: number;
  /** Time of dropped samples, which no frame record holds, in seconds. */
  readonly droppedSeconds: number;
  /** Reads that proved nothing and were repeated. */
  readonly retries: number;
  /** How long the sampler ran, in seconds; 0 when that is not known. */
  readonly seconds: number;
  /** CPU time of the sampling thread in seconds. */
  readonly cpuSeconds: number;
  /** How long the program was stopped for being read, in seconds; 0 unless that was asked for. */
  readonly stoppedSeconds: number;
  /** Threads that only waited for something to do, which are not part of the session. */
  readonly idleThreads: number;
  /** Samples of a Node.js program that fell into awaits. */
  readonly awaiting: number;
  /** Of these, the ones in awaits that were too short or too many to be looked at: they went to some that were. */
  readonly estimated: number;
}

export const NO_STATISTICS: SamplingStatistics = Object.freeze({
  ticks: 0,
  late: 0,
  missed: 0,
  recorded: 0,
  cut: 0,
  dropped: 0,
  droppedSeconds: 0,
  retries: 0,
  seconds: 0,
  cpuSeconds: 0,
  stoppedSeconds: 0,
  idleThreads: 0,
  awaiting: 0,
  estimated: 0,
});

/** The sum; a session that says nothing adds nothing. */
export function combineSampling(
  a: SamplingStatistics | undefined,
  b: SamplingStatistics | undefined,
): SamplingStatistics | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const sum: Record<string, number> = {};
  for (const key of Object.keys(NO_STATISTICS) as (keyof SamplingStatistics)[]) sum[key] = a[key] + b[key];
  return { ...NO_STATISTICS, ...sum };
}
