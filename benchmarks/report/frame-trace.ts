import type { Page } from 'playwright-core';

/** Milliseconds. */
export interface FrameFigures {
  readonly median: number;
  /** Of the frames and of the tasks of the page's main thread: a task may be long without a frame that waits for it. */
  readonly worst: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  readonly id2?: { readonly local?: string };
  readonly args: {
    readonly name?: string;
    readonly frame_reporter?: { readonly state: string };
  };
}

const CATEGORIES = ['disabled-by-default-devtools.timeline.frame', 'disabled-by-default-devtools.timeline'];

/**
 * What the browser's tracing says of the frames in which the work changed the screen: each from the tick that began it until
 * it was shown, with all that it waited for. No other page may be open.
 */
export async function traceFrames(page: Page, work: () => Promise<void>): Promise<FrameFigures> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES },
  });
  await work();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  return summarize(events);
}

function summarize(events: readonly TraceEvent[]): FrameFigures {
  const main = mainThreadOf(events);
  const tasks = events
    .filter(({ name, pid, tid }) => name === 'RunTask' && pid === main.pid && tid === main.tid)
    .map(({ dur = 0 }) => dur / 1000);
  const frames = frameMilliseconds(events.filter(({ pid }) => pid === main.pid)).sort((a, b) => a - b);
  const median = frames[frames.length >> 1];
  if (median === undefined) throw new Error('the trace has no frames');
  return { median, worst: [...frames, ...tasks].reduce((most, value) => Math.max(most, value)) };
}

/** Of the one page that is open. */
function mainThreadOf(events: readonly TraceEvent[]): TraceEvent {
  const frames = new Set(events.filter(({ name }) => name === 'PipelineReporter').map(({ pid }) => pid));
  const mains = events.filter(
    ({ name, pid, args }) => name === 'thread_name' && args.name === 'CrRendererMain' && frames.has(pid),
  );
  if (mains[0] === undefined || mains.length > 1) throw new Error(`${mains.length} pages draw frames`);
  return mains[0];
}

function frameMilliseconds(events: readonly TraceEvent[]): number[] {
  const begun = new Map<string | undefined, number>();
  const frames: number[] = [];
  for (const { name, ph, ts, id2, args } of events) {
    if (name !== 'PipelineReporter') continue;
    const began = begun.get(id2?.local);
    if (ph === 'b' && args.frame_reporter?.state !== 'STATE_NO_UPDATE_DESIRED') begun.set(id2?.local, ts);
    else if (ph === 'e' && began !== undefined) {
      frames.push((ts - began) / 1000);
      begun.delete(id2?.local);
    }
  }
  return frames;
}
