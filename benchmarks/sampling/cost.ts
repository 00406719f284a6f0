import { attach, type Profiler } from './profilers.ts';
import type { BenchmarkPlace } from './question.ts';

export interface Cost {
  /** Percent of a core, start and end of the profiler excluded. */
  readonly cpu: number;
  /** Of the ticks asked for; several where there are threads or processes. */
  readonly samplesPerTick: number;
}

interface CostOptions {
  readonly rate: number;
  readonly place: BenchmarkPlace;
  readonly subprocesses?: boolean;
}

/** What a profiler uses, as the difference of a long and a short recording: what the start costs is in both. */
export async function cost(
  profiler: Profiler,
  pid: number,
  { rate, place, subprocesses = false }: CostOptions,
): Promise<Cost> {
  const [short, long] = place.quick ? [1, 3] : [2, 12];
  const options = { rate, folder: place.folder, subprocesses };
  const before = await attach(profiler, pid, { ...options, seconds: short });
  const after = await attach(profiler, pid, { ...options, seconds: long });
  const seconds = long - short;
  // One that cannot keep up takes longer than it was asked to.
  const wallSeconds = after.usage.wallSeconds - before.usage.wallSeconds;
  return {
    cpu: ((after.usage.cpuSeconds - before.usage.cpuSeconds) / wallSeconds) * 100,
    samplesPerTick: (after.samples - before.samples) / (seconds * rate),
  };
}
