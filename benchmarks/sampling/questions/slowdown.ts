import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { oraclePython, oraclePythonVersion } from '../../../test/support/oracles.ts';
import { atMost, type Figure, judged, median, type Tool } from '../figures.ts';
import { runCommand, runForJson } from '../profilers.ts';
import { writeCallGraph, writeOrdinaryProgram } from '../programs.ts';
import type { BenchmarkPlace, Question } from '../question.ts';
import { environmentOfRealPrograms, realPrograms } from '../real-programs.ts';

const CONTENDERS = ['callwise', 'py-spy', 'py-spy --nonblocking', 'pyinstrument'] as const;

/** A program of a fixed amount of work that measures its own time, run alone and under each profiler in turn. */
export const slowdown: Question = {
  name: 'slowdown',
  page: 'benchmarks',
  async answer(place) {
    const scale = place.quick ? 0.1 : 1;
    const ordinary = [writeOrdinaryProgram(place.folder), String(60 * scale)];
    const calls = [writeCallGraph(place.folder), 'rounds', String(250 * scale)];
    return [
      judged(await slowdownOf(ordinary, 'slowdown at 1,000 Hz, ordinary program', place), atMost(3, ' %')),
      judged(await slowdownOf(calls, 'slowdown at 1,000 Hz, calls alone', place), atMost(3, ' %')),
    ];
  },
};

/** Five programs over packages from PyPI, as people run them. */
export const realSlowdown: Question = {
  name: 'real-programs',
  page: 'benchmarks',
  async answer(place) {
    const env = environmentOfRealPrograms();
    const figures: Figure[] = [];
    for (const { name, command } of realPrograms(place)) {
      figures.push(await slowdownOf(command, `slowdown at 1,000 Hz, ${name}`, { ...place, env, rounds: 7 }));
    }
    const values = Object.fromEntries(
      CONTENDERS.map((tool) => [tool, median(figures.map(({ values }) => Number(values[tool])))]),
    );
    const [first] = figures;
    const all = { ...(first as Figure), what: 'slowdown at 1,000 Hz, median of the five', values, note: '' };
    return [...figures, judged(all, atMost(2, ' %'))];
  },
};

interface SlowdownPlace extends BenchmarkPlace {
  readonly env?: Readonly<Record<string, string>>;
  readonly rounds?: number;
}

async function slowdownOf(program: readonly string[], what: string, place: SlowdownPlace): Promise<Figure> {
  const rounds = place.quick ? 3 : (place.rounds ?? 11);
  // pyinstrument has to be importable, and all run under the same interpreter.
  const options = { python: oraclePython(), folder: mkdtempSync(join(place.folder, 'slowdown-')) };
  const elapsed = async (tool: (typeof CONTENDERS)[number] | 'alone'): Promise<number> =>
    (await runForJson(runCommand(tool, program, options), place.env)).elapsed as number;
  const ratios = new Map<Tool, number[]>(CONTENDERS.map((tool) => [tool, []]));
  const alone: number[] = [];
  await elapsed('alone');
  for (let round = 0; round < rounds; round++) {
    const before = await elapsed('alone');
    alone.push(before);
    // Each in each place of the order, so that a drift of the machine meets all alike.
    for (let turn = 0; turn < CONTENDERS.length; turn++) {
      const tool = CONTENDERS[(round + turn) % CONTENDERS.length] as (typeof CONTENDERS)[number];
      ratios.get(tool)?.push((await elapsed(tool)) / before);
    }
  }
  const values = Object.fromEntries(Array.from(ratios, ([tool, list]) => [tool, (median(list) - 1) * 100]));
  const spread = (Math.max(...alone) / Math.min(...alone) - 1) * 100;
  const note = `median of ${rounds} pairs; alone the runs differ by ${spread.toFixed(0)} %`;
  return { what, python: oraclePythonVersion(), unit: '%', values, note };
}
