import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { greatestShareError, KNOWN_SHARES_PROGRAM } from '../../../test/accuracy/known-shares.ts';
import { stacksOfRawText, stacksOfRecords } from '../../../test/accuracy/seen-stacks.ts';
import { oraclePython, oraclePythonVersion } from '../../../test/support/oracles.ts';
import { atMost, judged, type Tool } from '../figures.ts';
import { runCommand, runForJson } from '../profilers.ts';
import type { Question } from '../question.ts';

const CONTENDERS = ['callwise', 'py-spy', 'py-spy --nonblocking', 'pyinstrument'] as const;

/** Busy loops of set lengths that add up their own time, 10 seconds under each profiler at 1,000 Hz. */
export const shares: Question = {
  name: 'shares',
  async answer(place) {
    const output = join(place.folder, 'recording');
    const values: Partial<Record<Tool, number>> = {};
    for (const tool of CONTENDERS) {
      const program = [KNOWN_SHARES_PROGRAM, place.quick ? '2' : '10'];
      const truth = await runForJson(
        runCommand(tool, program, { python: oraclePython(), folder: place.folder }),
      );
      const text = readFileSync(output, 'utf8');
      const isSession = tool === 'callwise' || tool === 'pyinstrument';
      const stacks = isSession
        ? stacksOfRecords((JSON.parse(text) as { frame_records: [string[], number][] }).frame_records)
        : stacksOfRawText(text);
      values[tool] = greatestShareError(stacks, truth);
    }
    const figure = {
      what: 'greatest error of a share of time, 10 s at 1,000 Hz',
      python: oraclePythonVersion(),
      unit: 'points',
      values,
    };
    return [judged(figure, atMost(1, ' point'))];
  },
};
