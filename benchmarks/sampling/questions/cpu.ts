import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { costs } from '../cost.ts';
import { atMost, type Figure, judged, type Value } from '../figures.ts';
import { DEEP_STACK, writeDeepProgram } from '../programs.ts';
import type { Question } from '../question.ts';
import { withTarget } from '../target.ts';

/** The sampler's CPU at an ordinary and at a high rate, and whether it keeps up. */
export const cpu: Question = {
  name: 'cpu',
  page: 'benchmarks',
  async answer(place) {
    const program = writeDeepProgram(place.folder);
    const label = { python: place.python.version, unit: '%' };
    return withTarget([place.python.path, program, '3600'], async (pid) => {
      const slow = await costs(pid, { rate: 1000, place });
      const fast = await costs(pid, { rate: 10_000, place });
      const limit = atMost(6, " % and py-spy's");
      const pySpyCpu = slow.cpu['py-spy'];
      const isMet = (value: number): boolean =>
        limit.isMet(value) && (typeof pySpyCpu !== 'number' || value <= pySpyCpu);
      const cpuAt = `CPU of the sampler, stack of ${DEEP_STACK}, at`;
      const ticksAt = `ticks taken, stack of ${DEEP_STACK}, at`;
      return [
        judged(
          { ...label, what: `${cpuAt} 1,000 Hz`, values: slow.cpu, note: waitingAlone(1000) },
          { text: limit.text, isMet },
        ),
        { ...label, what: `${ticksAt} 1,000 Hz`, values: inPercent(slow.samplesPerTick) },
        judged(
          { ...label, what: `${cpuAt} 10,000 Hz`, values: fast.cpu, note: waitingAlone(10_000) },
          atMost(35, ' %'),
        ),
        judged(
          { ...label, what: `${ticksAt} 10,000 Hz`, values: inPercent(fast.samplesPerTick) },
          { text: '>= 99 %', isMet: (value) => value >= 99 },
        ),
      ];
    });
  },
};

/** In a process of its own: how much of the figure is the machine's price of waking up. */
function waitingAlone(rate: number): string {
  const script = fileURLToPath(new URL('../waiting-alone.ts', import.meta.url));
  return execFileSync(process.execPath, [script, String(rate), '3'], { encoding: 'utf8' }).trim();
}

function inPercent(values: Figure['values']): Figure['values'] {
  const percent = (value: Value): Value => (typeof value === 'number' ? value * 100 : value);
  return Object.fromEntries(Object.entries(values).map(([tool, value]) => [tool, percent(value)]));
}
