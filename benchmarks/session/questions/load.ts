import { statSync } from 'node:fs';
import { atMost, ratioAtLeast } from '../figures.ts';
import { best, nodeCommand, pythonCommand } from '../measure.ts';
import type { Question } from '../question.ts';

const FILE_BYTES = 300e6;

/** Loading alone, beside what JSON.parse makes of the same file. */
export const load: Question = {
  name: 'load',
  async answer({ files, runs, quick }) {
    const path = await files.recorded({ bytes: quick ? 10e6 : FILE_BYTES });
    const options = { folder: files.folder, runs };
    const loading = nodeCommand({ work: 'await callwise.Session.load(paths[0]);' }, [path]);
    const parsing = nodeCommand({ work: "JSON.parse(readFileSync(paths[0], 'utf8'));" }, [path]);
    const callwise = await best(loading, options);
    const parse = await best(parsing, options);
    const pyinstrument = await best(pythonCommand({ work: 'Session.load(paths[0])' }, [path]), {
      ...options,
      runs: 1,
    });
    const speed = (seconds: number) => statSync(path).size / 1e6 / seconds;
    const speeds = {
      callwise: speed(callwise.workSeconds),
      pyinstrument: speed(pyinstrument.workSeconds),
      'JSON.parse': speed(parse.workSeconds),
    };
    const memory = {
      callwise: callwise.residentMegabytes,
      pyinstrument: pyinstrument.residentMegabytes,
      'JSON.parse': parse.residentMegabytes,
    };
    const question = 'load';
    const ratio = speeds.callwise / speeds['JSON.parse'];
    return [
      ratioAtLeast(
        { question, what: 'load, recorded stacks, 300 MB', unit: 'MB/s', values: speeds, ratio },
        1.6,
      ),
      atMost({ question, what: 'memory of that', unit: 'MB', values: memory }, 150),
    ];
  },
};
