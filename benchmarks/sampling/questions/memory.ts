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
  page: 'benchmarks',
  async answer(place) {
    const program = writeDeepProgram(place.folder);
    const seconds = place.quick ? 5 : SECONDS;
    return withTarget([place.python.path, program, '3600'], async (pid) => {
      const figureOf = async (profiler: Profiler): Promise<Figure> => {
        const recording = await attach(profiler, pid, { rate: RATE, seconds, folder: place.folder });
        const label = { what: `memory, stack of ${DEEP_STACK}`, python: place.python.version, unit: 'MB' };
        if ('reason' in recording) return { ...label, values: { [profiler]: recording.reason } };
        const note = `after ${recording.samples.toLocaleString('en')} samples`;
        return { ...label, note, values: { [profiler]: recording.usage.residentMegabytes } };
      };
      return [judged(await figureOf('callwise'), atMost(150, ' MB')), await figureOf('py-spy')];
    });
  },
};
