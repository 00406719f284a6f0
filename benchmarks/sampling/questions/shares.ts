import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ASYNC_SHARES_PROGRAM,
  GENERATOR_SHARES_PROGRAM,
  greatestShareError,
  KNOWN_SHARES_PROGRAM,
} from '../../../test/accuracy/known-shares.ts';
import { stacksOfRawText, stacksOfRecords } from '../../../test/accuracy/seen-stacks.ts';
import { oraclePython, oraclePythonVersion } from '../../../test/support/oracles.ts';
import { atMost, type Figure, judged, type Tool, versionOf } from '../figures.ts';
import { runCommand, runForJson } from '../profilers.ts';
import type { BenchmarkPlace, Question } from '../question.ts';

type Contender = 'callwise' | 'py-spy' | 'py-spy --nonblocking' | 'pyinstrument';

const BESIDE: readonly Contender[] = ['callwise', 'py-spy', 'py-spy --nonblocking', 'pyinstrument'];
/** The last minor version that py-spy reads. */
const LAST_OF_PY_SPY = 13;

/** Busy loops of set lengths that add up their own time, 10 seconds under each profiler at 1,000 Hz. */
export const shares: Question = {
  name: 'shares',
  page: 'accuracy',
  async answer(place) {
    const python = oraclePython();
    const figure = {
      what: 'greatest error of a share of time, loops of milliseconds',
      python: oraclePythonVersion(),
      unit: 'points',
      values: await errorsOf(BESIDE, KNOWN_SHARES_PROGRAM, { place, python }),
    };
    return [judged(figure, atMost(1, ' point'))];
  },
};

/** The same of generators of 4 to 75 us and functions that do the same work, each a twelfth of the time. */
export const generatorShares: Question = sharesOfMicroseconds('generator-shares', {
  what: 'generators of 4, 15 and 75 us',
  program: GENERATOR_SHARES_PROGRAM,
});

/** The same of coroutines that an event loop runs, coroutines that they await, and functions that those call. */
export const asyncShares: Question = sharesOfMicroseconds('async-shares', {
  what: 'coroutines of 4, 15 and 75 us in asyncio',
  program: ASYNC_SHARES_PROGRAM,
});

function sharesOfMicroseconds(
  name: string,
  { what, program }: { readonly what: string; readonly program: string },
): Question {
  return {
    name,
    page: 'accuracy',
    async answer(place) {
      const figures: Figure[] = [];
      for (const installed of place.pythons) {
        const contenders = installed.minor <= LAST_OF_PY_SPY ? BESIDE.slice(0, 3) : BESIDE.slice(0, 1);
        const figure = {
          what: `greatest error of a share of time, ${what}`,
          python: versionOf(installed),
          unit: 'points',
          values: await errorsOf(contenders, program, { place, python: installed.path }),
        };
        figures.push(judged(figure, atMost(1, ' point')));
      }
      return figures;
    },
  };
}

async function errorsOf(
  contenders: readonly Contender[],
  program: string,
  { place, python }: { readonly place: BenchmarkPlace; readonly python: string },
): Promise<Partial<Record<Tool, number>>> {
  const { folder, quick } = place;
  const output = join(folder, 'recording');
  const errors: Partial<Record<Tool, number>> = {};
  for (const tool of contenders) {
    const truth = await runForJson(runCommand(tool, [program, quick ? '2' : '10'], { python, folder }));
    const text = readFileSync(output, 'utf8');
    const isSession = tool === 'callwise' || tool === 'pyinstrument';
    const stacks = isSession
      ? stacksOfRecords((JSON.parse(text) as { frame_records: [string[], number][] }).frame_records)
      : stacksOfRawText(text);
    errors[tool] = greatestShareError(stacks, truth);
  }
  return errors;
}
