import { atMost, type Figure, judged } from '../figures.ts';
import { attach, type Profiler } from '../profilers.ts';
import { DEEP_STACK, writeDeepProgram } from '../programs.ts';
import type { Question } from '../question.ts';
import { withTarget } from '../target.ts';

const RATE = 20_000;
/** A million ticks and some more, as a few may come too late. */
const SECONDS = 51;

/** Greatest resident memory of the profiler's process over a long recording, the writing of its file included. */
export const memory: Question = {
  name: 'memory',
  async answer(place) {
    const program = writeDeepProgram(place.folder);
    const seconds = place.quick ? 5 : SECONDS;
    return withTarget([place.python.path, program, '3600'], async (pid) => {
      const figureOf = async (profiler: Profiler, rate: number): Promise<Figure> => {
        const { usage, samples } = await attach(profiler, pid, { rate, seconds, folder: place.folder });
        const count = samples.toLocaleString('en');
        return {
          question: 'memory',
          what: `memory, stack of ${DEEP_STACK}`,
          note: `after ${count} samples`,
          python: place.python.version,
          unit: 'MB',
          values: { [profiler]: usage.residentMegabytes },
        };
      };
      return [judged(await figureOf('callwise', RATE), atMost(150, ' MB')), await figureOf('py-spy', RATE)];
    });
  },
};
