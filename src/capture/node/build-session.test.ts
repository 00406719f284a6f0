import assert from 'node:assert/strict';
import { Session as Inspector, type Profiler } from 'node:inspector';
import { test } from 'node:test';
import { rootFrame } from '../../session/root-frame.ts';
import { buildNodeSession } from './build-session.ts';
import { PERFORMANCE_ORIGIN } from './monotonic-clock.ts';

function descend(depth: number): number {
  return depth === 0 ? burn(40) : descend(depth - 1);
}

function burn(millis: number): number {
  const end = performance.now() + millis;
  let sum = 0;
  while (performance.now() < end) sum += JSON.parse('[1, 2]').length;
  return sum;
}

function record(body: () => void): Profiler.Profile {
  const inspector = new Inspector();
  inspector.connect();
  inspector.post('Profiler.enable');
  inspector.post('Profiler.setSamplingInterval', { interval: 500 });
  inspector.post('Profiler.start');
  body();
  let profile: Profiler.Profile | undefined;
  inspector.post('Profiler.stop', (_, result) => {
    profile = result.profile;
  });
  inspector.disconnect();
  assert.ok(profile);
  return profile;
}

/** Seconds in which each function of this file was innermost, straight from V8's lists. */
function foldSelfTimes(profile: Profiler.Profile): Map<string, number> {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  profile.samples?.forEach((id, at) => {
    const frame = names.get(id);
    if (at === 0 || frame?.url !== import.meta.url) return;
    const seconds = (profile.timeDeltas?.[at] ?? 0) / 1e6;
    times.set(frame.functionName, (times.get(frame.functionName) ?? 0) + seconds);
  });
  return times;
}

/** Seconds of gaps between samples, half of which may count for another function than that after (see restoreDropped). */
function gapSeconds({ timeDeltas = [] }: Profiler.Profile): number {
  const usual = timeDeltas.slice(1).sort((a, b) => a - b)[timeDeltas.length >> 1] ?? 0;
  const isGap = (delta: number, at: number): boolean => at > 0 && delta > usual * 1.5;
  return timeDeltas.filter(isGap).reduce((sum, delta) => sum + delta / 1e6, 0);
}

const FACTS = { intervalSeconds: 0.0005, startTime: 0, cpuTime: 0, targetDescription: '', async: undefined };

/** All of a profile, on the clock of `performance.now()`. */
function spanOf({ startTime, endTime, timeDeltas = [] }: Profiler.Profile): [number, number] {
  const begin = (startTime + (timeDeltas[0] ?? 0)) / 1000;
  return [begin - PERFORMANCE_ORIGIN, endTime / 1000 - PERFORMANCE_ORIGIN];
}

test('our tree has the times of a plain fold of the same profile', () => {
  const profile = record(() => {
    for (let round = 0; round < 3; round++) descend(round * 10);
  });
  const session = buildNodeSession({ profile, span: spanOf(profile), ...FACTS });
  const expected = foldSelfTimes(profile);
  const seen = new Map<string, number>();
  const open = [rootFrame(session, { trimStem: false })];
  for (let frame = open.pop(); frame !== undefined; frame = open.pop()) {
    open.push(...frame.children);
    if (frame.filePath !== import.meta.filename) continue;
    seen.set(frame.function, (seen.get(frame.function) ?? 0) + frame.totalSelfTime);
  }
  assert.ok(expected.has('burn'));
  // Behind the last sample, which is given it.
  const rest =
    session.duration - (profile.timeDeltas ?? []).slice(1).reduce((sum, delta) => sum + delta / 1e6, 0);
  // The work alone: a sample may also meet this test itself, as it starts and stops V8's profiler.
  for (const name of ['burn', 'descend']) {
    const seconds = expected.get(name) ?? 0;
    const found = seen.get(name) ?? 0;
    const most = rest + gapSeconds(profile) / 2 + 1e-6;
    assert.ok(Math.abs(found - seconds) <= most, `${name}: ${found} and ${seconds}, at most ${most}`);
  }
});

test('no time is lost', () => {
  const profile = record(() => {
    descend(100);
  });
  const session = buildNodeSession({ profile, span: spanOf(profile), ...FACTS });
  const whole = (profile.endTime - profile.startTime - (profile.timeDeltas?.[0] ?? 0)) / 1e6;
  assert.ok(Math.abs(session.duration - whole) < 0.001, `${session.duration} and ${whole}`);
  let sum = 0;
  for (let at = 0; at < session.samples.length; at++) sum += session.samples.secondsOf(at as never);
  assert.ok(Math.abs(sum - session.duration) < 1e-6);
});
