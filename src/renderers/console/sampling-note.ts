import { fixedDecimals } from '../../model/fixed-decimals.ts';
import type { SessionData } from '../../session/session-data.ts';

/** What the sampler could not record, in one line without an end; undefined when there is nothing to say. */
export function samplingNote(session: SessionData): string | undefined {
  const { dropped = 0, cut = 0, missed = 0, droppedSeconds = 0 } = session.sampling ?? {};
  const parts: string[] = [];
  if (dropped > 0)
    parts.push(`${counted(dropped, 'sample')} dropped (${fixedDecimals(droppedSeconds, 3)} s)`);
  if (cut > 0) parts.push(`${counted(cut, 'sample')} cut to the outer calls`);
  if (missed > 0) parts.push(`${counted(missed, 'tick')} missed`);
  return parts.length === 0 ? undefined : `Sampling: ${parts.join(', ')}.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
