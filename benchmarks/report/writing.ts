import { join } from 'node:path';
import { oraclePython } from '../../test/support/oracles.ts';
import { CALLWISE } from '../../test/support/run-callwise.ts';
import { best, nodeCommand, pythonCommand } from '../session/measure.ts';

const RUNS = 3;

/** Paths of pages of one session, and the seconds in which a process that had loaded it wrote each. */
export interface WrittenPages {
  readonly own: string;
  /** With all samples, which pyinstrument has to be told. */
  readonly whole: string;
  /** As pyinstrument does unless it is told. */
  readonly resampled: string;
  readonly seconds: Readonly<Record<'own' | 'whole' | 'resampled', number>>;
}

export async function writePages(session: string, folder: string): Promise<WrittenPages> {
  const [own, whole, resampled] = ['own.html', 'whole.html', 'resampled.html'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const run = async (command: readonly string[], runs: number): Promise<number> =>
    (await best(command, { folder, runs })).workSeconds;
  const seconds = {
    own: await run(ownCommand(session, own), RUNS),
    whole: await run(pyinstrumentCommand(session, whole, 'resample_interval=0'), 1),
    resampled: await run(pyinstrumentCommand(session, resampled, ''), RUNS),
  };
  return { own, whole, resampled, seconds };
}

function ownCommand(session: string, page: string): string[] {
  const before = `
    import { writeFileSync } from 'node:fs';
    const session = callwise.Session.loadSync(paths[0]);`;
  return nodeCommand({ before, work: 'writeFileSync(paths[1], callwise.renderHtml(session));' }, [
    session,
    page,
  ]);
}

function pyinstrumentCommand(session: string, page: string, options: string): string[] {
  const before = `
from pyinstrument.renderers import HTMLRenderer
session = Session.load(paths[0])`;
  const work = `
with open(paths[1], 'w', encoding='utf-8') as file:
    file.write(HTMLRenderer(${options}).render(session))`;
  return pythonCommand({ before, work }, [session, page]);
}

/** Seconds from the start to the end of the commands that people type. */
export async function commandSeconds(
  session: string,
  folder: string,
): Promise<Readonly<Record<'own' | 'resampled', number>>> {
  const options = ['--load', session, '-r', 'html', '-o', join(folder, 'command.html')];
  const run = async (command: readonly string[]): Promise<number> =>
    (await best([...command, ...options], { folder, runs: RUNS })).wallSeconds;
  return {
    own: await run([process.execPath, CALLWISE]),
    resampled: await run([oraclePython(), '-m', 'pyinstrument']),
  };
}
