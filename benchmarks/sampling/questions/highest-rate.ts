import { InterpreterFinder } from '../../../src/capture/python/find-interpreter.ts';
import { Sampler } from '../../../src/capture/python/sampler.ts';
import { mainThreadOf } from '../../../src/capture/python/thread-list.ts';
import type { InstalledPython } from '../../../test/support/pythons.ts';
import { type Figure, judged, type Tool, type Value, versionOf } from '../figures.ts';
import { attach, type NoRecording, type Profiler, type Recording } from '../profilers.ts';
import { DEEP_STACK, writeDeepProgram } from '../programs.ts';
import type { BenchmarkPlace, Question } from '../question.ts';
import { withTarget } from '../target.ts';

/** More than they can do: they are interrupted when their time is over. */
const PEER_RATES: Readonly<Partial<Record<Profiler, number>>> = {
  'py-spy': 50_000,
  'py-spy --nonblocking': 50_000,
  'profiling.sampling': 1_000_000,
};
const FIRST_MINOR = 12;

/** Samples a second when nothing waits, each a whole stack recorded in the session's tables. */
export const highestRate: Question = {
  name: 'highest-rate',
  page: 'benchmarks',
  async answer(place) {
    const figures: Figure[] = [];
    for (const python of place.pythons.filter(({ minor }) => minor >= FIRST_MINOR)) {
      figures.push(await rateOn(python, place));
    }
    return figures;
  },
};

async function rateOn(python: InstalledPython, place: BenchmarkPlace): Promise<Figure> {
  const program = writeDeepProgram(place.folder);
  const seconds = place.quick ? 1 : 5;
  return withTarget([python.path, program, '3600'], async (pid) => {
    const values: Partial<Record<Tool, Value>> = { callwise: ownRate(pid, seconds) };
    let floor = 200_000;
    for (const peer of peersOn(python)) {
      const options = { rate: PEER_RATES[peer] ?? 0, seconds, folder: place.folder, python: python.path };
      const rate = rateOf(await attach(peer, pid, options));
      values[peer] = rate;
      if (typeof rate === 'number') floor = Math.max(floor, peer.startsWith('py-spy') ? 10 * rate : rate);
    }
    const figure = {
      what: `highest rate, stack of ${DEEP_STACK}`,
      python: versionOf(python),
      unit: '/s',
      values,
    };
    return judged(figure, {
      text: ">= 200,000/s, 10 times py-spy's and as much as profiling.sampling's",
      isMet: (value) => value >= floor,
    });
  });
}

function peersOn({ minor }: InstalledPython): readonly Profiler[] {
  if (minor >= 15) return ['profiling.sampling'];
  return minor === 14 ? [] : ['py-spy', 'py-spy --nonblocking'];
}

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
