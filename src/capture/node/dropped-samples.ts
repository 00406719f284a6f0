import { FloatColumn, IntColumn } from '../../model/columns.ts';
import type { Samples } from './samples.ts';

/** So many times the usual time after the one before, a sample was the first that V8 did not drop. */
const LONG = 1.6;
const MOST_COMPARED = 1000;

/**
 * V8 drops samples, seemingly those that it takes while the frame of a call is set up: one in fifty of a program that calls much.
 * Their time would be that of what runs next. Of the code before and after it either is as likely, so every other time that before has it.
 */
export function restoreDropped(samples: Samples, isCode: (node: number) => boolean): Samples {
  const { nodes, seconds, times, ends } = samples;
  const long = LONG * usualOf(seconds);
  const restored = {
    nodes: new IntColumn(),
    seconds: new FloatColumn(),
    times: new FloatColumn(),
    ends: new FloatColumn(),
  };
  const add = (node: number, duration: number, time: number, end: number): void => {
    restored.nodes.push(node);
    restored.seconds.push(duration);
    restored.times.push(time);
    restored.ends.push(end);
  };
  let isTurn = false;
  for (let at = 0; at < nodes.length; at++) {
    const [node, time] = [nodes[at] as number, times[at] as number];
    const before = at === 0 ? node : (nodes[at - 1] as number);
    const gap = at === 0 ? 0 : (time - (times[at - 1] as number)) / 1000;
    let own = seconds[at] as number;
    if (gap > long && node !== before && isCode(node) && isCode(before)) {
      isTurn = !isTurn;
      const middle = time - (gap / 2) * 1000;
      if (isTurn) add(before, gap / 2, middle, middle);
      if (isTurn) own -= gap / 2;
    }
    add(node, own, time, ends[at] as number);
  }
  return {
    nodes: restored.nodes.take(),
    seconds: restored.seconds.take(),
    times: restored.times.take(),
    ends: restored.ends.take(),
  };
}

/** The median of some. */
function usualOf(seconds: Float64Array): number {
  const step = Math.ceil(seconds.length / MOST_COMPARED);
  const some = seconds.filter((_, at) => at % step === 0).sort();
  return some[some.length >> 1] ?? 0;
}
