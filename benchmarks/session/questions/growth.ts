import type { Figure } from '../figures.ts';
import { best, nodeCommand } from '../measure.ts';
import type { Question } from '../question.ts';

const SAMPLES = [20_000, 200_000, 2_000_000];
const MOST_GROWTH = 11;

/** Load and report at three sizes, without the start of the process, which would flatter the smallest. */
export const growth: Question = {
  name: 'growth',
  async answer({ files, runs, quick }) {
    const figures: Figure[] = [];
    let before: { readonly seconds: number; readonly memory: number } | undefined;
    for (const samples of quick ? [200, 2000, 20_000] : SAMPLES) {
      const command = nodeCommand({ work: WORK }, [files.made(samples)]);
      const options = { folder: files.folder, runs: samples < 1e6 ? runs : 1 };
      const { workSeconds: seconds, residentMegabytes: memory } = await best(command, options);
      const size = `made-up file, ${samples.toLocaleString('en')} samples`;
      figures.push(sized(`load and report, ${size}`, 's', [seconds, before?.seconds]), {
        question: 'growth',
        what: 'memory of that',
        unit: 'MB',
        values: { callwise: memory },
      });
      before = { seconds, memory };
    }
    return figures;
  },
};

const WORK = `
  const session = await callwise.Session.load(paths[0]);
  new callwise.ConsoleRenderer().render(session);`;

/** Ten times the samples may take eleven times the time. */
function sized(what: string, unit: 's', [value, before]: readonly [number, number | undefined]): Figure {
  const figure = { question: 'growth', what, unit, values: { callwise: value } };
  if (before === undefined) return figure;
  const ratio = value / before;
  return { ...figure, ratio, bar: `<= ${MOST_GROWTH} times the one before`, met: ratio <= MOST_GROWTH };
}
