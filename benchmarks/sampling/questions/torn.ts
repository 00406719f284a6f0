import { attachPython } from '../../../src/capture/python/index.ts';
import type { CallStyle } from '../../../test/accuracy/call-graph.ts';
import { stacksOfSession } from '../../../test/accuracy/seen-stacks.ts';
import { type StackVerdict, totalVariation, verifyStacks } from '../../../test/accuracy/verify-stacks.ts';
import type { InstalledPython } from '../../../test/support/pythons.ts';
import { atMost, type Figure, judged } from '../figures.ts';
import { attach } from '../profilers.ts';
import { writeCallGraph } from '../programs.ts';
import type { BenchmarkPlace, Question } from '../question.ts';
import { withTarget } from '../target.ts';

const SAMPLES = 60_000;
const OWN_RATE = 5000;
const PY_SPY_RATE = 1000;
/** Of each tool, for the comparison of depths. */
const DEPTH_SAMPLES = 10_000;

const FOREVER = '3600';

function tornQuestion(name: string, style: CallStyle): Question {
  return {
    name,
    async answer(place) {
      const figures: Figure[] = [];
      for (const python of place.pythons) figures.push(...(await answerFor(place, { name, style, python })));
      return figures;
    },
  };
}

export const torn: Question = tornQuestion('torn', 'plain');
export const tornThroughC: Question = tornQuestion('torn-through-c', 'through-c');
export const tornGenerators: Question = tornQuestion('torn-generators', 'generators');

interface Case {
  readonly name: string;
  readonly style: CallStyle;
  readonly python: InstalledPython;
}

async function answerFor(place: BenchmarkPlace, { name, style, python }: Case): Promise<Figure[]> {
  const program = writeCallGraph(place.folder, style);
  const scale = place.quick ? 0.1 : 1;
  return withTarget([python.path, program, 'seconds', FOREVER], async (pid) => {
    const own = await sampleOurselves(pid, program, (SAMPLES / OWN_RATE) * scale);
    const options = {
      rate: PY_SPY_RATE,
      seconds: Math.ceil((DEPTH_SAMPLES / PY_SPY_RATE) * scale),
      folder: place.folder,
    };
    const stopping = verifyStacks((await attach('py-spy', pid, options)).stacks(), program);
    const running = verifyStacks((await attach('py-spy --nonblocking', pid, options)).stacks(), program);
    return figuresOf({ own, stopping, running }, { question: name, python: versionOf(python) });
  });
}

function versionOf(python: InstalledPython): string {
  return python.sharedLibrary ? python.version : `${python.version} static`;
}

interface OwnVerdict extends StackVerdict {
  readonly lostShare: number;
  readonly firstDepths: ReadonlyMap<number, number>;
}

async function sampleOurselves(pid: number, program: string, seconds: number): Promise<OwnVerdict> {
  const capture = await attachPython(pid, {
    intervalSeconds: 1 / OWN_RATE,
    durationSeconds: seconds,
    targetDescription: '',
    threads: 'main',
    time: 'wall',
    subprocesses: false,
    blocking: false,
  });
  const { session } = await capture.finished;
  const { recorded = 0, cut = 0, dropped = 0 } = session.sampling ?? {};
  const stacks = [...stacksOfSession(session)];
  return {
    ...verifyStacks(stacks, program),
    lostShare: (cut + dropped) / (recorded + dropped),
    firstDepths: verifyStacks(stacks.slice(0, DEPTH_SAMPLES), program).depths,
  };
}

interface Verdicts {
  readonly own: OwnVerdict;
  readonly stopping: StackVerdict;
  readonly running: StackVerdict;
}

function figuresOf(
  { own, stopping, running }: Verdicts,
  label: { readonly question: string; readonly python: string },
): Figure[] {
  if (own.tornExamples.length > 0) console.log(`  torn: ${own.tornExamples.join('\n        ')}`);
  const variation = {
    callwise: totalVariation(own.firstDepths, stopping.depths) * 100,
    'py-spy --nonblocking': totalVariation(running.depths, stopping.depths) * 100,
  };
  const noise = expectedNoise(stopping.depths, own.firstDepths) * 100;
  return [
    judged(
      {
        ...label,
        what: 'torn samples',
        unit: '%',
        values: {
          callwise: tornShare(own),
          'py-spy': tornShare(stopping),
          'py-spy --nonblocking': tornShare(running),
        },
        note: `of ${own.samples.toLocaleString('en')}: ${own.torn} impossible calls, ${own.wrongLine} at another call's line`,
      },
      atMost(0.02, ' %'),
    ),
    judged(
      {
        ...label,
        what: 'dropped samples, cut ones included',
        unit: '%',
        values: { callwise: own.lostShare * 100 },
      },
      atMost(0.2, ' %'),
    ),
    judged(
      {
        ...label,
        what: "stack depths against py-spy's stopping mode",
        unit: 'points',
        values: variation,
        note: `chance alone makes ${noise.toFixed(1)}`,
      },
      atMost(3, ' points'),
    ),
  ];
}

/** In percent; a caller at the line of another call makes a stack that never was, too. */
function tornShare({ torn: impossible, wrongLine, samples }: StackVerdict): number {
  return samples === 0 ? Number.NaN : ((impossible + wrongLine) / samples) * 100;
}

/** Total variation that two honest samples of one distribution show: half the sum of mean absolute differences. */
function expectedNoise(depths: ReadonlyMap<number, number>, others: ReadonlyMap<number, number>): number {
  const [n, m] = [countOf(depths), countOf(others)];
  let sum = 0;
  for (const count of depths.values()) {
    const share = count / n;
    sum += Math.sqrt((2 / Math.PI) * share * (1 - share) * (1 / n + 1 / m));
  }
  return sum / 2;
}

function countOf(counts: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}
