import { fixedDecimals } from '../../model/fixed-decimals.ts';
import type { SamplingStatistics } from '../../session/sampling-statistics.ts';
import type { SessionData } from '../../session/session-data.ts';

const NOTHING = fixedDecimals(0, 1);

/** What the sampler says of itself, in a few lines without an end; undefined when there is nothing to say. */
export function samplingNote(session: SessionData): string | undefined {
  const { sampling } = session;
  if (sampling === undefined) return undefined;
  const notes = [ticksNote(session, sampling), awaitsNote(sampling)].filter((note) => note !== undefined);
  return notes.length === 0 ? undefined : notes.join('\n');
}

function ticksNote(session: SessionData, sampling: SamplingStatistics): string | undefined {
  if (sampling.ticks + sampling.missed + sampling.recorded === 0) return undefined;
  const idle = sampling.idleThreads;
  const left =
    idle === 0
      ? ''
      : `\n${counted(idle, 'thread')} only waited for work and ${idle === 1 ? 'is' : 'are'} left out; --threads all records ${idle === 1 ? 'it' : 'them'}.`;
  return `Sampling: ${factsOf(session, sampling).join(', ')}.${left}`;
}

/** Most waits are known to their begin and end; nothing is said while all are, but for what rounds to nothing. */
function awaitsNote({ awaiting, estimated }: SamplingStatistics): string | undefined {
  const percent = fixedDecimals(awaiting === 0 ? 0 : (estimated / awaiting) * 100, 1);
  if (percent === NOTHING) return undefined;
  return `Awaits: ${percent} % of the waiting was in awaits too short or too many to look at\neach, and is estimated from those that were looked at; the rest is exact.`;
}

function factsOf(session: SessionData, sampling: SamplingStatistics): string[] {
  const { ticks, late, missed, dropped, droppedSeconds, cut, retries, stoppedSeconds, cpuSeconds } = sampling;
  const facts = [`${ticks} of ${counted(ticks + missed, 'tick')}`];
  if (late > 0) facts.push(`${late} late`);
  if (dropped > 0)
    facts.push(`${counted(dropped, 'sample')} dropped (${fixedDecimals(droppedSeconds, 3)} s)`);
  if (cut > 0) facts.push(`${counted(cut, 'sample')} cut to the outer calls`);
  if (retries > 0) facts.push(`${counted(retries, 'read')} repeated`);
  const whole = sampling.seconds || session.duration;
  if (whole > 0) {
    const percent = (seconds: number): string => fixedDecimals((seconds / whole) * 100, 1);
    if (stoppedSeconds > 0) facts.push(`program stopped for ${percent(stoppedSeconds)} % of the time`);
    facts.push(`${percent(cpuSeconds)} % of a core`);
  }
  return facts;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
