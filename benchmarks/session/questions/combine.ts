import { atMost, type Figure } from '../figures.ts';
import { best, type MeasureOptions, nodeCommand, pythonCommand } from '../measure.ts';
import type { Question } from '../question.ts';

const SESSIONS = 100;

/** Joining sessions that were loaded before, each into objects of its own. */
export const combine: Question = {
  name: 'combine',
  async answer({ files, runs, quick }) {
    const options = { folder: files.folder, runs };
    const samples = quick ? 100 : 10_000;
    const recorded = await files.recorded({ samples });
    return [
      atMost(
        await combining(recorded, 'combine 100 sessions of 10,000 samples, recorded stacks', options),
        1,
      ),
      await combining(files.made(samples), 'combine 100 sessions of 10,000 samples, made-up', options),
    ];
  },
};

async function combining(path: string, what: string, options: MeasureOptions): Promise<Figure> {
  const own = nodeCommand(
    {
      before: `const sessions = [];
        for (let n = 0; n < ${SESSIONS}; n++) sessions.push(await callwise.Session.load(paths[0]));`,
      work: 'callwise.Session.combine(...sessions);',
    },
    [path],
  );
  // Lists are joined by reference, so that it does not matter to pyinstrument that there is one session only.
  const theirs = pythonCommand(
    {
      before: 'session = combined = Session.load(paths[0])',
      work: `for _ in range(${SESSIONS - 1}): combined = Session.combine(combined, session)`,
    },
    [path],
  );
  const callwise = (await best(own, options)).workSeconds;
  const pyinstrument = (await best(theirs, { ...options, runs: 1 })).workSeconds;
  return { question: 'combine', what, unit: 's', values: { callwise, pyinstrument } };
}
