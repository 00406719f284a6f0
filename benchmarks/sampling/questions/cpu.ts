import { type Cost, cost } from '../cost.ts';
import { atMost, type Figure, judged } from '../figures.ts';
import type { Profiler } from '../profilers.ts';
import { DEEP_STACK, writeDeepProgram } from '../programs.ts';
import type { BenchmarkPlace, Question } from '../question.ts';
import { withTarget } from '../target.ts';

const PROFILERS: readonly Profiler[] = ['callwise', 'py-spy', 'py-spy --nonblocking'];

/** The sampler's CPU, as the difference of a long and a short recording: what the start costs is in both. */
export const cpu: Question = {
  name: 'cpu',
  async answer(place) {
    const program = writeDeepProgram(place.folder);
    const label = { question: 'cpu', python: place.python.version };
    return withTarget([place.python.path, program, '3600'], async (pid) => {
      const slow = await costs(pid, 1000, place);
      const fast = await costs(pid, 10_000, place);
      const bar = atMost(6, " % and py-spy's");
      const pySpyCpu = slow.cpu['py-spy'] ?? 0;
      const figures: Figure[] = [
        judged(
          {
            ...label,
            what: `CPU of the sampler at 1,000 Hz, stack of ${DEEP_STACK}`,
            unit: '%',
            values: slow.cpu,
          },
          { text: bar.text, isMet: (value) => bar.isMet(value) && value <= pySpyCpu },
        ),
        { ...label, what: 'ticks taken at 1,000 Hz', unit: '%', values: slow.ticks },
        judged(
          {
            ...label,
            what: `CPU of the sampler at 10,000 Hz, stack of ${DEEP_STACK}`,
            unit: '%',
            values: fast.cpu,
          },
          atMost(35, ' %'),
        ),
        judged(
          { ...label, what: 'ticks taken at 10,000 Hz', unit: '%', values: fast.ticks },
          { text: '>= 99 %', isMet: (value) => value >= 99 },
        ),
      ];
      return figures;
    });
  },
};

async function costs(pid: number, rate: number, place: BenchmarkPlace) {
  const costOf = new Map<Profiler, Cost>();
  for (const profiler of PROFILERS) costOf.set(profiler, await cost(profiler, pid, { rate, place }));
  const pick = (of: (cost: Cost) => number): Figure['values'] =>
    Object.fromEntries(Array.from(costOf, ([tool, value]) => [tool, of(value)]));
  return { cpu: pick(({ cpu }) => cpu), ticks: pick(({ samplesPerTick }) => samplesPerTick * 100) };
}
