import assert from 'node:assert/strict';
import { Session as Inspector, type Profiler } from 'node:inspector';
import { test } from 'node:test';
import { buildNodeSession } from './build-session.ts';
import { PERFORMANCE_ORIGIN } from './monotonic-clock.ts';

function burn(millis: number): number {
  const end = performance.now() + millis;
  let sum = 0;
  while (performance.now() < end) for (let i = 0; i < 10_000; i++) sum += Math.sqrt(i + sum);
  return sum;
}

/** A profile of one function that is busy. */
function record(): Profiler.Profile {
  const inspector = new Inspector();
  inspector.connect();
  inspector.post('Profiler.enable');
  inspector.post('Profiler.start');
  burn(50);
  let profile: Profiler.Profile | undefined;
  inspector.post('Profiler.stop', (_, result) => {
    profile = result.profile;
  });
  inspector.disconnect();
  assert.ok(profile);
  return profile;
}

/** As if that function had been busy for so many samples more, a millisecond each. */
function prolong(profile: Profiler.Profile, samples: number): Profiler.Profile {
  const busy = profile.nodes.find(({ callFrame }) => callFrame.functionName === 'burn');
  const [{ line, ticks } = { line: 0, ticks: 0 }, ...others] = busy?.positionTicks ?? [];
  assert.ok(busy !== undefined && ticks > 0);
  const longer = { ...busy, positionTicks: [{ line, ticks: ticks + samples }, ...others] };
  return {
    ...profile,
    nodes: profile.nodes.map((node) => (node === busy ? longer : node)),
    samples: [...(profile.samples ?? []), ...new Array<number>(samples).fill(busy.id)],
    timeDeltas: [...(profile.timeDeltas ?? []), ...new Array<number>(samples).fill(1000)],
    endTime: profile.endTime + samples * 1000,
  };
}

/** Milliseconds that a session of it takes, the least of a few times. */
function costOf(profile: Profiler.Profile): number {
  const { startTime, endTime } = profile;
  const span = [startTime / 1000 - PERFORMANCE_ORIGIN, endTime / 1000 - PERFORMANCE_ORIGIN] as const;
  const facts = { intervalSeconds: 0.001, startTime: 0, cpuTime: 0, targetDescription: '', async: undefined };
  const costs = Array.from({ length: 3 }, () => {
    const begin = performance.now();
    const session = buildNodeSession({ profile, span, ...facts });
    assert.ok(session.sampleCount > 0.9 * (profile.samples?.length ?? 0));
    return performance.now() - begin;
  });
  return Math.min(...costs);
}

test('what the end of a recording takes grows no faster than its samples', { timeout: 120_000 }, () => {
  const profile = record();
  const short = costOf(prolong(profile, 50_000));
  const long = costOf(prolong(profile, 400_000));
  // Growth by the square would be 64.
  assert.ok(long < 24 * short, `8 times the samples take ${long / short} times as long`);
});
