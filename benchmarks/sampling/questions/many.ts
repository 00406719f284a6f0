import { type Cost, cost } from '../cost.ts';
import { atMost, type Bar, type Figure, judged } from '../figures.ts';
import type { Profiler } from '../profilers.ts';
import { BUSY_CHILDREN, THREADS, writeBusyChildren, writeThreads } from '../programs.ts';
import type { BenchmarkPlace, Question } from '../question.ts';
import { withTarget } from '../target.ts';

const PROFILERS: readonly Profiler[] = ['callwise', 'py-spy', 'py-spy --nonblocking'];

/** What many threads cost: most of them waiting, as in a server, or all wanting the lock. */
export const threads: Question = {
  name: 'threads',
  async answer(place) {
    const program = writeThreads(place.folder);
    const options = { rate: 1000, subprocesses: false, place };
    return [
      ...(await figuresOf([program, '2'], `${THREADS} threads, 2 busy`, {
        ...options,
        bar: atMost(25, ' %'),
      })),
      ...(await figuresOf([program, String(THREADS)], `${THREADS} threads, all busy`, {
        ...options,
        bar: atMost(25, ' %'),
      })),
    ];
  },
};

/** What many processes cost. */
export const processes: Question = {
  name: 'processes',
  async answer(place) {
    const program = writeBusyChildren(place.folder);
    return figuresOf([program], `${BUSY_CHILDREN} busy children`, { rate: 100, subprocesses: true, place });
  },
};

interface Asked {
  readonly rate: number;
  readonly subprocesses: boolean;
  readonly place: BenchmarkPlace;
  readonly bar?: Bar;
}

async function figuresOf(
  program: readonly string[],
  what: string,
  { rate, subprocesses, place, bar }: Asked,
): Promise<Figure[]> {
  const costOf = new Map<Profiler, Cost>();
  await withTarget([place.python.path, ...program], async (pid) => {
    for (const profiler of PROFILERS) {
      costOf.set(profiler, await cost(profiler, pid, { rate, place, subprocesses }));
    }
  });
  const valuesOf = (key: keyof Cost): Figure['values'] =>
    Object.fromEntries(Array.from(costOf, ([tool, value]) => [tool, value[key]]).filter(isNumber));
  const label = { question: subprocesses ? 'processes' : 'threads', python: place.python.version };
  const at = `at ${rate.toLocaleString('en')} Hz, ${what}`;
  const cpu = { ...label, what: `CPU of the sampler ${at}`, unit: '%', values: valuesOf('cpu') };
  return [
    bar === undefined ? cpu : judged(cpu, bar),
    {
      ...label,
      what: `samples a tick ${at}`,
      unit: '',
      values: valuesOf('samplesPerTick'),
    },
  ];
}

/** Not every profiler counts its samples when there are many threads. */
function isNumber(entry: readonly unknown[]): boolean {
  return !Number.isNaN(entry[1]);
}
