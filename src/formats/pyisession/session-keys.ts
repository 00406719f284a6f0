import { NO_STATISTICS, type SamplingStatistics } from '../../session/sampling-statistics.ts';
import type { SessionFacts } from '../../session/session-data.ts';

/** A session as its file has it. Times are seconds; keys of other tools may stand beside these. */
export interface SessionJson {
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
  /** Frame texts from the outermost call, and seconds. */
  readonly frame_records?: readonly (readonly [readonly string[], number])[];
  /** Counts of callwise's sampler. */
  readonly sampling?: Readonly<Record<string, number>>;
}

/** The keys of a session file beside the frame records, each with what its value has to be, in pyinstrument's order. */
export const FACT_KEYS = {
  start_time: 'a number',
  duration: 'a number',
  min_interval: 'a number',
  max_interval: 'a number',
  sample_count: 'a number',
  start_call_stack: 'a list of strings',
  target_description: 'a string',
  cpu_time: 'a number or null',
  sys_path: 'a list of strings',
  sys_prefixes: 'a list of strings',
  /** What `target_description` was called up to pyinstrument 4.5. */
  program: 'a string',
  /** Our own: the counts of the sampler. */
  sampling: 'an object of counts',
} as const;

export type FactKey = keyof typeof FACT_KEYS;

export function isFactKey(key: string): key is FactKey {
  return Object.hasOwn(FACT_KEYS, key);
}

/** Whether the value is one that this key can have. */
export function fitsKey(key: FactKey, value: unknown): boolean {
  switch (FACT_KEYS[key]) {
    case 'a number':
      return typeof value === 'number';
    case 'a number or null':
      return typeof value === 'number' || value === null;
    case 'a string':
      return typeof value === 'string';
    case 'a list of strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'an object of counts':
      return readSampling(value) !== undefined;
  }
}

const REQUIRED = ['start_time', 'duration', 'sample_count', 'start_call_stack', 'cpu_time'] as const;
const DEFAULT_INTERVAL = 0.001;

/** The first key that has to be there and is not; undefined when all are. */
export function findMissingKey(values: ReadonlyMap<string, unknown>): string | undefined {
  if (!values.has('target_description') && !values.has('program')) return 'target_description';
  return REQUIRED.find((key) => !values.has(key));
}

/**
 * The facts of a session whose values fit their keys and whose required keys are there. Where pyinstrument takes the
 * `sys.path` of the Python that loads a file which has none, there is none here.
 */
export function factsOf(
  values: ReadonlyMap<string, unknown>,
  unknownKeys: ReadonlyMap<string, string>,
): SessionFacts {
  const json = Object.fromEntries(values) as Partial<SessionJson>;
  const sampling = readSampling(json.sampling);
  return {
    startTime: json.start_time as number,
    duration: json.duration as number,
    minInterval: json.min_interval ?? DEFAULT_INTERVAL,
    maxInterval: json.max_interval ?? DEFAULT_INTERVAL,
    sampleCount: json.sample_count as number,
    startCallStack: json.start_call_stack as string[],
    targetDescription: json.target_description ?? `Program: ${values.get('program')}`,
    cpuTime: json.cpu_time ?? 0,
    sysPath: json.sys_path ?? [],
    sysPrefixes: json.sys_prefixes ?? [],
    ...(sampling === undefined ? {} : { sampling }),
    ...(unknownKeys.size === 0 ? {} : { unknownKeys }),
  };
}

const COUNTS = {
  ticks: 'ticks',
  late: 'late',
  missed: 'missed',
  recorded: 'recorded',
  cut: 'cut',
  dropped: 'dropped',
  dropped_seconds: 'droppedSeconds',
  retries: 'retries',
  seconds: 'seconds',
  cpu_seconds: 'cpuSeconds',
  stopped_seconds: 'stoppedSeconds',
  idle_threads: 'idleThreads',
  awaiting: 'awaiting',
  estimated: 'estimated',
} as const satisfies Readonly<Record<string, keyof SamplingStatistics>>;

/** The JSON of the sampler's counts. */
export function samplingToJson(sampling: SamplingStatistics): Record<string, number> {
  return Object.fromEntries(Object.entries(COUNTS).map(([key, name]) => [key, sampling[name]]));
}

/** Counts that are not there are 0, as a version that did not count them would have left them. */
function readSampling(value: unknown): SamplingStatistics | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const json = value as Readonly<Record<string, unknown>>;
  const given: [string, number][] = [];
  for (const [key, name] of Object.entries(COUNTS)) {
    const count = json[key] ?? 0;
    if (typeof count !== 'number') return undefined;
    given.push([name, count]);
  }
  return { ...NO_STATISTICS, ...Object.fromEntries(given) };
}
