import { spawn } from 'node:child_process';
import { attachPython } from '../../../src/capture/python/index.ts';
import { NO_STATISTICS } from '../../../src/session/sampling-statistics.ts';
import { withoutTrackRoots } from '../../../src/session/track-roots.ts';
import { type CallStyle, GRAPH_THREADS, RECURSION } from '../../../test/accuracy/call-graph.ts';
import { stacksOfSession } from '../../../test/accuracy/seen-stacks.ts';
import { stoppedDepths } from '../../../test/accuracy/stopped-depths.ts';
import { type StackVerdict, totalVariation, verifyStacks } from '../../../test/accuracy/verify-stacks.ts';
import type { InstalledPython } from '../../../test/support/pythons.ts';
import { atMost, type Bar, type Figure, judged, type Tool, type Value, versionOf } from '../figures.ts';
import { attach, type NoRecording, type Profiler } from '../profilers.ts';
import { writeCallGraph } from '../programs.ts';
import type { BenchmarkPlace, Question } from '../question.ts';
import { withTarget } from '../target.ts';

const FAST_RATE = 10_000;
const FAST_SECONDS = 6;
/** The rate of the peers, and ours where depths are compared. */
const RATE = 1000;
const SECONDS = 10;
const PEER_SECONDS = 5;
/** Below a recursion many ticks are missed: so long, that there are as many samples. */
const DEEP_SECONDS = 20;

const FOREVER = '3600';
/** Versions whose frames are in one place (see docs/cpython-layouts.md). */
const FIRST_DATA_STACK = 11;

const PROGRAMS: Readonly<Record<CallStyle, string>> = {
  plain: 'calls alone',
  'through-c': 'calls through C',
  generators: 'generators',
  'slow-generators': 'generators that run for longer',
  exceptions: 'exceptions',
  deep: `calls below a recursion of ${RECURSION.toLocaleString('en')}`,
  threads: `calls in ${GRAPH_THREADS} threads`,
};

interface Case {
  readonly style: CallStyle;
  readonly python: InstalledPython;
  /** Other programs take the processor meanwhile, one for each core. */
  readonly busy: boolean;
}

/** Calls alone, 30 to 50 ns apart: every tool, and the depths of the stacks. */
export const torn: Question = {
  name: 'torn',
  page: 'accuracy',
  async answer(place) {
    const figures: Figure[] = [];
    for (const python of place.pythons) {
      figures.push(...(await besidePeers(place, { style: 'plain', python, busy: false })));
    }
    return figures;
  },
};

function tornAlone(name: string, style: CallStyle, busy = false): Question {
  return {
    name,
    page: 'accuracy',
    async answer(place) {
      const figures: Figure[] = [];
      for (const python of place.pythons) {
        if (style === 'deep' && python.minor < FIRST_DATA_STACK) continue;
        figures.push(...(await alone(place, { style, python, busy })));
      }
      return figures;
    },
  };
}

export const tornThroughC: Question = tornAlone('torn-through-c', 'through-c');
export const tornGenerators: Question = tornAlone('torn-generators', 'generators');
export const tornSlowGenerators: Question = tornAlone('torn-slow-generators', 'slow-generators');
export const tornExceptions: Question = tornAlone('torn-exceptions', 'exceptions');
export const tornDeep: Question = tornAlone('torn-deep', 'deep');
export const tornThreads: Question = tornAlone('torn-threads', 'threads');
export const tornBusy: Question = tornAlone('torn-busy', 'plain', true);

async function besidePeers(place: BenchmarkPlace, one: Case): Promise<Figure[]> {
  const { python } = one;
  const program = writeCallGraph(place.folder, one.style);
  const scale = place.quick ? 0.1 : 1;
  return withTarget([python.path, program, 'seconds', FOREVER], async (pid) => {
    const fast = await sampleOurselves(pid, program, { rate: FAST_RATE, seconds: FAST_SECONDS * scale });
    const slowly = { rate: RATE, seconds: SECONDS * scale };
    const own = await sampleOurselves(pid, program, slowly);
    const stopping = await stoppedDepths(pid, RATE * SECONDS * scale);
    const peers = await peersOf(pid, program, { place, python });
    const distanceOf = ({ depths }: StackVerdict): number => totalVariation(depths, stopping) * 100;
    const again = await sampleOurselves(pid, program, slowly);
    const stoppingAgain = await stoppedDepths(pid, RATE * SECONDS * scale);
    const twice: DepthPair = [sumOf(own.depths, again.depths), sumOf(stopping, stoppingAgain)];
    return [
      ...lossFigures(fast, one, { rate: FAST_RATE, peers: new Map() }),
      ...lossFigures(own, one, { rate: RATE, peers }),
      depthFigure(one, [own.depths, stopping], valuesOf(peers, distanceOf)),
      depthFigure(one, twice, {}),
    ];
  });
}

/** Ours, and those of the stopped program. */
type DepthPair = readonly [ReadonlyMap<number, number>, ReadonlyMap<number, number>];

function depthFigure(one: Case, [own, stopping]: DepthPair, peers: Partial<Record<Tool, Value>>): Figure {
  const stacks = (Math.round(countOf(stopping) / 1000) * 1000).toLocaleString('en');
  return judged(
    {
      python: versionOf(one.python),
      what: `depths of ${stacks} stacks, ${programOf(one)}`,
      unit: 'points',
      values: {
        ...peers,
        callwise: totalVariation(own, stopping) * 100,
        chance: expectedNoise(stopping, own) * 100,
      },
    },
    atMost(2, ' points'),
  );
}

function sumOf(
  counts: ReadonlyMap<number, number>,
  others: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const sum = new Map(counts);
  for (const [depth, count] of others) sum.set(depth, (sum.get(depth) ?? 0) + count);
  return sum;
}

async function alone(place: BenchmarkPlace, one: Case): Promise<Figure[]> {
  const program = writeCallGraph(place.folder, one.style);
  const fast = { rate: FAST_RATE, seconds: FAST_SECONDS };
  const slow = { rate: RATE, seconds: one.style === 'deep' ? DEEP_SECONDS : SECONDS };
  const scale = place.quick ? 0.1 : 1;
  const companions = one.busy ? [busyProgram(), busyProgram()] : [];
  try {
    return await withTarget([one.python.path, program, 'seconds', FOREVER], async (pid) => {
      const figures: Figure[] = [];
      for (const { rate, seconds } of one.style === 'deep' ? [slow] : [fast, slow]) {
        const own = await sampleOurselves(pid, program, { rate, seconds: seconds * scale });
        figures.push(...lossFigures(own, one, { rate, peers: new Map() }));
      }
      return figures;
    });
  } finally {
    for (const companion of companions) companion.kill('SIGKILL');
  }
}

function busyProgram(): ReturnType<typeof spawn> {
  return spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
}

type Peers = ReadonlyMap<Tool, StackVerdict | NoRecording>;

/** What each tool for this version saw. */
async function peersOf(
  pid: number,
  program: string,
  { place, python }: { readonly place: BenchmarkPlace; readonly python: InstalledPython },
): Promise<Peers> {
  const profilers: readonly Profiler[] =
    python.minor >= 15 ? ['py-spy', 'profiling.sampling'] : ['py-spy', 'py-spy --nonblocking'];
  const seconds = place.quick ? 1 : PEER_SECONDS;
  const options = { rate: RATE, seconds, folder: place.folder, python: python.path };
  const peers = new Map<Tool, StackVerdict | NoRecording>();
  for (const profiler of profilers) {
    const recording = await attach(profiler, pid, options);
    peers.set(profiler, 'reason' in recording ? recording : verifyStacks(recording.stacks(), program));
  }
  return peers;
}

function valuesOf(peers: Peers, figureOf: (verdict: StackVerdict) => number): Partial<Record<Tool, Value>> {
  return Object.fromEntries(
    Array.from(peers, ([tool, found]) => [tool, 'reason' in found ? found.reason : figureOf(found)]),
  );
}

interface OwnVerdict extends StackVerdict {
  /** Of the ticks that were taken, in percent. */
  readonly lost: number;
  /** Of all ticks, in percent. */
  readonly missed: number;
}

/** All threads; of most programs there is one. */
async function sampleOurselves(
  pid: number,
  program: string,
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
): Promise<OwnVerdict> {
  const capture = await attachPython(pid, {
    intervalSeconds: 1 / rate,
    durationSeconds: seconds,
    targetDescription: '',
    threads: 'all',
    time: 'wall',
    subprocesses: false,
    blocking: false,
  });
  const { session } = await capture.finished;
  const { recorded, cut, dropped, ticks, missed } = session.sampling ?? NO_STATISTICS;
  const verdict = verifyStacks(stacksOfSession(withoutTrackRoots(session)), program);
  return {
    ...verdict,
    lost: ((cut + dropped) / (recorded + dropped)) * 100,
    missed: (missed / (ticks + missed)) * 100,
  };
}

function lossFigures(
  own: OwnVerdict,
  one: Case,
  { rate, peers }: { readonly rate: number; readonly peers: Peers },
): Figure[] {
  if (own.tornExamples.length > 0) console.log(`  torn: ${own.tornExamples.join('\n        ')}`);
  const { style, python } = one;
  const label = { python: versionOf(python), unit: '%' };
  const values = valuesOf(peers, tornShare);
  const of = `${programOf(one)}, ${rate.toLocaleString('en')} Hz`;
  const counts = [
    { ...label, unit: '', what: `samples of ${of}`, values: { callwise: own.samples } },
    { ...label, what: `ticks missed: ${of}`, values: { callwise: own.missed } },
  ];
  const tornFigure = { ...label, what: `torn: ${of}`, values: { ...values, callwise: tornShare(own) } };
  const lostFigure = { ...label, what: `dropped or cut: ${of}`, values: { callwise: own.lost } };
  if (python.minor < FIRST_DATA_STACK) {
    return [...counts, judged(tornFigure, frameObjectBar(values['py-spy --nonblocking'])), lostFigure];
  }
  const [tornLimit, lostLimit] = style === 'plain' ? [0.01, 0.1] : [0.02, 0.5];
  return [
    ...counts,
    judged(tornFigure, atMost(tornLimit, ' %')),
    judged(lostFigure, atMost(lostLimit, ' %')),
  ];
}

function frameObjectBar(pySpy: Value | undefined): Bar {
  const limit = atMost(0.5, ' %');
  if (typeof pySpy !== 'number') return limit;
  return {
    text: `${limit.text}, a tenth of py-spy --nonblocking's`,
    isMet: (value) => limit.isMet(value) && value <= pySpy / 10,
  };
}

function programOf({ style, busy }: Case): string {
  return busy ? `${PROGRAMS[style]}, all cores busy` : PROGRAMS[style];
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
