import { atMost } from '../figures.ts';
import { best, reportCommands } from '../measure.ts';
import type { Question } from '../question.ts';

const FILE_BYTES = 2e9;

/** A report of a file that takes pyinstrument gigabytes of memory: it is not asked. */
export const large: Question = {
  name: 'large',
  async answer({ files, quick }) {
    const path = await files.recorded({ bytes: quick ? 20e6 : FILE_BYTES });
    const { callwise } = reportCommands(path);
    const { wallSeconds, residentMegabytes } = await best(callwise, { folder: files.folder, runs: 1 });
    const question = 'large';
    return [
      {
        question,
        what: 'load and report, recorded stacks, 2 GB',
        unit: 's',
        values: { callwise: wallSeconds },
      },
      atMost({ question, what: 'memory of that', unit: 'MB', values: { callwise: residentMegabytes } }, 300),
    ];
  },
};
