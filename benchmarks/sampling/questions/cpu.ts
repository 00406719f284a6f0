import { atMost, type Figure, judged } from '../figures.ts';
import { attach, type Profiler } from '../profilers.ts';
import { DEEP_STACK, writeDeepProgram } from '../programs.ts';
import type { BenchmarkPlace, Question } from '../question.ts';
import { withTarget } from '../target.ts';

const PROFILERS: readonly Profiler[] = ['callwise', 'py-spy', 'py-spy --nonblocking'];

interface Cost {
  /** Percent of a core, start and end of the profiler excluded. */
  readonly cpu: number;
  /** Percent of the ticks asked for. */
  readonly ticks: number;
}

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
  const pick = (key: keyof Cost) =>
    Object.fromEntries(Array.from(costOf, ([tool, value]) => [tool, value[key]]));
  return { cpu: pick('cpu') as Figure['values'], ticks: pick('ticks') as Figure['values'] };
}

async function cost(
  profiler: Profiler,
  pid: number,
  { rate, place }: { readonly rate: number; readonly place: BenchmarkPlace },
): Promise<Cost> {
  const [short, long] = place.quick ? [1, 3] : [2, 12];
  const options = { rate, folder: place.folder };
  const before = await attach(profiler, pid, { ...options, seconds: short });
  const after = await attach(profiler, pid, { ...options, seconds: long });
  const seconds = long - short;
  return {
    cpu: ((after.usage.cpuSeconds - before.usage.cpuSeconds) / seconds) * 100,
    ticks: ((after.samples - before.samples) / (seconds * rate)) * 100,
  };
}
