import { appendSamples } from './append-samples.ts';
import { combineSampling } from './sampling-statistics.ts';
import { SessionBuilder } from './session-builder.ts';
import type { SessionData, SessionFacts } from './session-data.ts';

/**
 * Joins recordings: samples one behind the other, durations, CPU times and counts added. The one that started first leads
 * and gives target description and start; of two that started at once, the one given first. The result is no timeline.
 */
export function combine(first: SessionData, ...others: readonly SessionData[]): SessionData {
  let facts: SessionFacts = first;
  let order: readonly SessionData[] = [first];
  for (const other of others) {
    const swaps = facts.startTime > other.startTime;
    order = swaps ? [other, ...order] : [...order, other];
    facts = swaps ? combineFacts(other, facts) : combineFacts(facts, other);
  }
  const builder = new SessionBuilder();
  for (const session of order) appendSamples(builder, session.samples);
  return builder.finish(facts);
}

function combineFacts(first: SessionFacts, second: SessionFacts): SessionFacts {
  const sampling = combineSampling(first.sampling, second.sampling);
  return {
    startTime: first.startTime,
    duration: first.duration + second.duration,
    minInterval: Math.min(first.minInterval, second.minInterval),
    maxInterval: Math.max(first.maxInterval, second.maxInterval),
    sampleCount: first.sampleCount + second.sampleCount,
    startCallStack: first.startCallStack,
    targetDescription: first.targetDescription,
    cpuTime: first.cpuTime + second.cpuTime,
    sysPath: [...first.sysPath, ...second.sysPath.filter((path) => !first.sysPath.includes(path))],
    sysPrefixes: [...new Set([...first.sysPrefixes, ...second.sysPrefixes])],
    ...(sampling === undefined ? {} : { sampling }),
  };
}
