import { join } from 'node:path';
import { type Figure, ratioAtLeast } from '../figures.ts';
import { best, type MeasureOptions, nodeCommand, pythonCommand } from '../measure.ts';
import type { Question } from '../question.ts';

/** Writing a session that was loaded before. Ours is on the disk when it is done. */
export const save: Question = {
  name: 'save',
  async answer({ files, runs, quick }) {
    const options = { folder: files.folder, runs };
    const made = files.made(quick ? 5000 : 200_000);
    const recorded = await files.recorded({ bytes: quick ? 10e6 : 300e6 });
    return [
      await saving(made, 'save, made-up file', options),
      await saving(recorded, 'save, recorded stacks, 300 MB', options),
    ];
  },
};

async function saving(path: string, what: string, options: MeasureOptions): Promise<Figure> {
  const paths = [path, join(options.folder, 'saved.pyisession')];
  const own = nodeCommand(
    {
      before: 'const session = await callwise.Session.load(paths[0]);',
      work: 'await session.save(paths[1]);',
    },
    paths,
  );
  const theirs = pythonCommand(
    { before: 'session = Session.load(paths[0])', work: 'session.save(paths[1])' },
    paths,
  );
  const callwise = (await best(own, options)).workSeconds;
  const pyinstrument = (await best(theirs, { ...options, runs: 1 })).workSeconds;
  const ratio = pyinstrument / callwise;
  return ratioAtLeast({ question: 'save', what, unit: 's', values: { callwise, pyinstrument }, ratio }, 3);
}
