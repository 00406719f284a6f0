import type { Figure, Tool, Value } from './figures.ts';
import { attach, type NoRecording, type Profiler } from './profilers.ts';
import type { BenchmarkPlace } from './question.ts';

const PROFILERS: readonly Profiler[] = ['callwise', 'py-spy', 'py-spy --nonblocking'];

interface Cost {
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

/** The same of all profilers, as the values of figures. */
export type Costs = Readonly<Record<keyof Cost, Figure['values']>>;

/** What each profiler uses while it looks at a process. */
export async function costs(pid: number, options: CostOptions): Promise<Costs> {
  const cpu: Partial<Record<Tool, Value>> = {};
  const samplesPerTick: Partial<Record<Tool, Value>> = {};
  for (const profiler of PROFILERS) {
    const found = await costOf(profiler, pid, options);
    cpu[profiler] = 'reason' in found ? found.reason : found.cpu;
    samplesPerTick[profiler] = 'reason' in found ? found.reason : found.samplesPerTick;
  }
  return { cpu, samplesPerTick };
}

/** The difference of a long and a short recording: what the start costs is in both. */
async function costOf(
  profiler: Profiler,
  pid: number,
  { rate, place, subprocesses = false }: CostOptions,
): Promise<Cost | NoRecording> {
  const [short, long] = place.quick ? [1, 3] : [2, 12];
  const options = { rate, folder: place.folder, subprocesses };
  const before = await attach(profiler, pid, { ...options, seconds: short });
  if ('reason' in before) return before;
  const after = await attach(profiler, pid, { ...options, seconds: long });
  if ('reason' in after) return after;
  const wallSeconds = after.usage.wallSeconds - before.usage.wallSeconds;
  return {
    cpu: ((after.usage.cpuSeconds - before.usage.cpuSeconds) / wallSeconds) * 100,
    samplesPerTick: (after.samples - before.samples) / ((after.seconds - before.seconds) * rate),
  };
}
