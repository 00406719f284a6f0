import type { SamplingStatistics } from '../session/sampling-statistics.ts';
import type { SessionFacts } from '../session/session-data.ts';

/** The facts as JSON. Numbers are text, as some are not finite in sessions of other tools. */
export interface FactsJson {
  readonly numbers: Readonly<Record<NumberName, string>>;
  readonly startCallStack: readonly string[];
  readonly targetDescription: string;
  readonly sysPath: readonly string[];
  readonly sysPrefixes: readonly string[];
  readonly sampling?: SamplingStatistics;
}

type NumberName = 'startTime' | 'duration' | 'minInterval' | 'maxInterval' | 'sampleCount' | 'cpuTime';

export function factsToJson(facts: SessionFacts): FactsJson {
  const { startTime, duration, minInterval, maxInterval, sampleCount, cpuTime } = facts;
  const numbers = { startTime, duration, minInterval, maxInterval, sampleCount, cpuTime };
  return {
    numbers: Object.fromEntries(
      Object.entries(numbers).map(([name, value]) => [name, String(value)]),
    ) as FactsJson['numbers'],
    startCallStack: facts.startCallStack,
    targetDescription: facts.targetDescription,
    sysPath: facts.sysPath,
    sysPrefixes: facts.sysPrefixes,
    ...(facts.sampling === undefined ? {} : { sampling: facts.sampling }),
  };
}

export function factsFromJson({ numbers, ...rest }: FactsJson): SessionFacts {
  return {
    ...rest,
    startTime: Number(numbers.startTime),
    duration: Number(numbers.duration),
    minInterval: Number(numbers.minInterval),
    maxInterval: Number(numbers.maxInterval),
    sampleCount: Number(numbers.sampleCount),
    cpuTime: Number(numbers.cpuTime),
  };
}
