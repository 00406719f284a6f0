import type { SampleIndex, SampleTable } from '../../model/samples.ts';
import type { SessionData } from '../../session/session-data.ts';
import { callFrameOf, Scripts } from './call-frame-text.ts';
import { CallNodes } from './call-nodes.ts';
import { type CallFrame, MICROS_PER_SECOND } from './v8-profile.ts';

const PIECE_LENGTH = 65_536;

const ROOT: CallFrame = {
  functionName: '(root)',
  scriptId: '0',
  url: '',
  lineNumber: -1,
  columnNumber: -1,
};

/**
 * The session as a `.cpuprofile`, which Chrome DevTools, VS Code and speedscope open, in pieces. Times are rounded to
 * microseconds without adding up the errors; samples of no or negative time last no time, as no viewer goes back in time.
 */
export function* cpuprofilePieces(session: SessionData): Generator<string> {
  const { samples } = session;
  const calls = new CallNodes(samples);
  const startTime = toMicros(session.startTime);
  const times = sampleTimes(samples);
  yield '{"nodes":[';
  yield* nodePieces(calls, samples);
  yield `],"startTime":${startTime},"endTime":${startTime + (times[samples.length] as number)},"samples":[`;
  yield* listPieces(samples.length, (at) => calls.nodeOf(samples.stackOf(at as SampleIndex)) + 1);
  yield '],"timeDeltas":[';
  yield* listPieces(samples.length, (at) => (times[at] as number) - (times[at - 1] ?? 0));
  yield ']}';
}

/** Ids count from 1. */
function* nodePieces(calls: CallNodes, samples: SampleTable): Generator<string> {
  const { firstChild, nextSibling } = calls.listFamily();
  const hits = countHits(calls, samples);
  const scripts = new Scripts();
  let text = '';
  for (let node = 0; node < calls.size; node++) {
    const call = calls.callOf(node);
    const callFrame = call === undefined ? ROOT : callFrameOf(call.identifier, call.className, scripts);
    const children: number[] = [];
    for (let child = firstChild[node] as number; child > 0; child = nextSibling[child] as number) {
      children.push(child + 1);
    }
    const inner = children.length === 0 ? {} : { children };
    const separator = node === 0 ? '' : ',';
    text += separator + JSON.stringify({ id: node + 1, callFrame, hitCount: hits[node], ...inner });
    if (text.length < PIECE_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}

function countHits(calls: CallNodes, samples: SampleTable): Int32Array {
  const hits = new Int32Array(calls.size);
  for (let at = 0; at < samples.length; at++) {
    const node = calls.nodeOf(samples.stackOf(at as SampleIndex));
    hits[node] = (hits[node] as number) + 1;
  }
  return hits;
}

/** When each sample begins, in microseconds since the start, and when the last one ends. */
function sampleTimes(samples: SampleTable): Float64Array {
  const times = new Float64Array(samples.length + 1);
  let seconds = 0;
  for (let at = 0; at < samples.length; at++) {
    const lasted = samples.secondsOf(at as SampleIndex);
    if (lasted > 0 && Number.isFinite(lasted)) seconds += lasted;
    times[at + 1] = toMicros(seconds);
  }
  return times;
}

function toMicros(seconds: number): number {
  return Number.isFinite(seconds) ? Math.round(seconds * MICROS_PER_SECOND) : 0;
}

function* listPieces(length: number, valueAt: (at: number) => number): Generator<string> {
  let text = '';
  for (let at = 0; at < length; at++) {
    text += `${at === 0 ? '' : ','}${valueAt(at)}`;
    if (text.length < PIECE_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}
