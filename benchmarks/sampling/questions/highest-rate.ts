import { InterpreterFinder } from '../../../src/capture/python/find-interpreter.ts';
import { Sampler } from '../../../src/capture/python/sampler.ts';
import { mainThreadOf } from '../../../src/capture/python/thread-list.ts';
import { judged, type Value } from '../figures.ts';
import { attach, type NoRecording, type Recording } from '../profilers.ts';
import { DEEP_STACK, writeDeepProgram } from '../programs.ts';
import type { Question } from '../question.ts';
import { withTarget } from '../target.ts';

/** More than it can do: it is interrupted when its time is over. */
const PY_SPY_RATE = 50_000;

/** Samples a second when nothing waits, each a whole stack recorded in the session's tables. */
export const highestRate: Question = {
  name: 'highest-rate',
  async answer(place) {
    const program = writeDeepProgram(place.folder);
    const seconds = place.quick ? 1 : 5;
    const options = { rate: PY_SPY_RATE, seconds, folder: place.folder };
    return withTarget([place.python.path, program, '3600'], async (pid) => {
      const own = ownRate(pid, seconds);
      const blocking = rateOf(await attach('py-spy', pid, options));
      const nonblocking = rateOf(await attach('py-spy --nonblocking', pid, options));
      const floor = Math.max(
        150_000,
        ...[blocking, nonblocking].map((rate) => (typeof rate === 'number' ? 8 * rate : 0)),
      );
      const figure = {
        what: `highest rate, stack of ${DEEP_STACK}`,
        python: place.python.version,
        unit: '/s',
        values: { callwise: own, 'py-spy': blocking, 'py-spy --nonblocking': nonblocking },
      };
      return [
        judged(figure, { text: ">= 150,000/s and 8 times py-spy's", isMet: (value) => value >= floor }),
      ];
    });
  },
};

function rateOf(recording: Recording | NoRecording): Value {
  return 'reason' in recording ? recording.reason : recording.samples / recording.seconds;
}

function ownRate(pid: number, seconds: number): number {
  const found = new InterpreterFinder().find(pid);
  if (found.kind !== 'found') throw new Error(`no interpreter in process ${pid}: ${found.kind}`);
  const thread = mainThreadOf(found.interpreter, pid);
  if (thread === undefined) throw new Error(`no thread in process ${pid}`);
  const sampler = new Sampler(found.interpreter, thread.address);
  const run = (length: number): number => {
    const start = performance.now();
    let samples = 0;
    for (let now = start; now - start < length * 1000; now = performance.now()) {
      if (sampler.take(now) !== 'whole') continue;
      sampler.stack(now, 0);
      samples++;
    }
    return samples / length;
  };
  run(0.5);
  const rate = run(seconds);
  found.interpreter.memory.close();
  return rate;
}
