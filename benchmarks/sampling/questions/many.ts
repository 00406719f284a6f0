import { costs } from '../cost.ts';
import { atMost, type Figure, judged } from '../figures.ts';
import { BUSY_CHILDREN, THREADS, writeBusyChildren, writeThreads } from '../programs.ts';
import type { BenchmarkPlace, Question } from '../question.ts';
import { withTarget } from '../target.ts';

/** What many threads cost: most of them waiting, as in a server, or all wanting the lock. */
export const threads: Question = {
  name: 'threads',
  page: 'benchmarks',
  async answer(place) {
    const program = writeThreads(place.folder);
    const options = { rate: 1000, subprocesses: false, place };
    const figures: Figure[] = [];
    for (const [busy, words] of [
      [2, '2 busy'],
      [THREADS, 'all busy'],
    ] as const) {
      const what = `${THREADS} threads, ${words}`;
      const [cpu, samples] = await figuresOf([program, String(busy)], what, options);
      figures.push(judged(cpu, atMost(25, ' %')), samples);
    }
    return figures;
  },
};

/** What many processes cost. */
export const processes: Question = {
  name: 'processes',
  page: 'benchmarks',
  async answer(place) {
    const program = writeBusyChildren(place.folder);
    return figuresOf([program], `${BUSY_CHILDREN} busy children`, { rate: 100, subprocesses: true, place });
  },
};

interface Asked {
  readonly rate: number;
  readonly subprocesses: boolean;
  readonly place: BenchmarkPlace;
}

async function figuresOf(
  program: readonly string[],
  what: string,
  asked: Asked,
): Promise<[cpu: Figure, samples: Figure]> {
  const { python } = asked.place;
  const used = await withTarget([python.path, ...program], (pid) => costs(pid, asked));
  const at = `at ${asked.rate.toLocaleString('en')} Hz, ${what}`;
  const label = { python: python.version };
  return [
    { ...label, what: `CPU of the sampler ${at}`, unit: '%', values: used.cpu },
    { ...label, what: `samples a tick ${at}`, unit: '', values: used.samplesPerTick },
  ];
}
