import { codeOriginOf } from '../../call-tree/application-code.ts';
import type { IdentifierIndex } from '../../model/frames.ts';
import type { SampleIndex } from '../../model/samples.ts';
import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import type { SessionData } from '../../session/session-data.ts';

/** The recording in slices of equal time: how deep its stacks were and how much of it ran in the program's own code. */
export interface Activity {
  readonly seconds: number;
  /** Mean depth of each slice by the greatest depth, 0 to 1. */
  readonly depth: Float64Array;
  /** Share of each slice whose innermost frame is application code. */
  readonly application: Float64Array;
}

export function sumActivity(session: SessionData, sliceCount: number): Activity {
  const { samples, sysPrefixes } = session;
  const { frames, stacks } = samples;
  const depths = new Int32Array(stacks.size);
  const isApplication = new Uint8Array(stacks.size);
  const origins = new Map<IdentifierIndex, number>();
  for (let index = 0; index < stacks.size; index++) {
    const stack = index as StackIndex;
    const parent = stacks.parentOf(stack);
    depths[stack] = parent === NO_STACK ? 1 : (depths[parent] as number) + 1;
    const identifier = frames.identifierOf(stacks.frameOf(stack));
    let origin = origins.get(identifier);
    if (origin === undefined) {
      origin = Number(codeOriginOf(frames.identifierText(identifier), sysPrefixes) === 'application');
      origins.set(identifier, origin);
    }
    isApplication[stack] = origin;
  }
  let seconds = 0;
  for (let sample = 0; sample < samples.length; sample++) seconds += samples.secondsOf(sample as SampleIndex);
  const depth = new Float64Array(sliceCount);
  const application = new Float64Array(sliceCount);
  const slice = seconds / sliceCount;
  let start = 0;
  for (let index = 0; index < samples.length && slice > 0; index++) {
    const sample = index as SampleIndex;
    const stack = samples.stackOf(sample);
    const end = start + samples.secondsOf(sample);
    if (stack !== NO_STACK) {
      const last = Math.min(sliceCount - 1, Math.floor(end / slice));
      for (let at = Math.max(0, Math.floor(start / slice)); at <= last; at++) {
        const share = Math.max(0, Math.min(end, (at + 1) * slice) - Math.max(start, at * slice)) / slice;
        depth[at] = (depth[at] as number) + share * (depths[stack] as number);
        application[at] = (application[at] as number) + share * (isApplication[stack] as number);
      }
    }
    start = end;
  }
  const deepest = depth.reduce((most, value) => Math.max(most, value), 1);
  return { seconds, depth: depth.map((value) => value / deepest), application };
}
