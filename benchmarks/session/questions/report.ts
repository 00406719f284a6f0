import { ratioAtLeast } from '../figures.ts';
import { best, reportCommands } from '../measure.ts';
import type { Question } from '../question.ts';

/** Loading a file that is hard to read and printing its report, by the command lines. */
export const report: Question = {
  name: 'report',
  async answer({ files, runs, quick }) {
    const commands = reportCommands(files.made(quick ? 5000 : 200_000));
    const options = { folder: files.folder, runs };
    const callwise = await best(commands.callwise, options);
    const pyinstrument = await best(commands.pyinstrument, { ...options, runs: Math.min(runs, 2) });
    const figure = (key: 'wallSeconds' | 'residentMegabytes') => ({
      question: 'report',
      values: { callwise: callwise[key], pyinstrument: pyinstrument[key] },
      ratio: pyinstrument[key] / callwise[key],
    });
    return [
      ratioAtLeast({ ...figure('wallSeconds'), what: 'load and report, made-up file', unit: 's' }, 15),
      ratioAtLeast({ ...figure('residentMegabytes'), what: 'memory of that', unit: 'MB' }, 6),
    ];
  },
};
