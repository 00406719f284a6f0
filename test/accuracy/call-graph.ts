/**
 * How some of the calls are made: all from Python to Python, a third through C code, a third to generators, the same with
 * something to do between calls, a third to functions that raise what C code catches, all below a recursion, or all in several threads.
 */
export type CallStyle =
  | 'plain'
  | 'through-c'
  | 'generators'
  | 'slow-generators'
  | 'exceptions'
  | 'deep'
  | 'threads';

/** Of `threads`, the main one included; the bottom of the others is a function `thread`. */
export const GRAPH_THREADS = 8;

/** Frames of the recursion of `deep`, below the first function. */
export const RECURSION = 3000;

const FUNCTIONS = 50;
/** One small, one middle and one large step to a callee, so that the depth of the stacks varies widely. */
const STEPS = [
  [1, 3],
  [3, 7],
  [8, 20],
] as const;
/** Of `slow-generators`: numbers that are counted after a call, some ten nanoseconds each; of a seventh of the functions so many, of others up to 13 times. */
const LEAST_WORK = 60;
/** A `def`, a line a call and a blank line. */
const BLOCK_LINES = STEPS.length + 2;

/**
 * A Python program that makes a call every 30 to 50 ns, for `seconds N` or for `rounds N` as its arguments say, and then
 * prints `{"elapsed": seconds, "rounds": n}`. A function is named `f_<id>_<callee id>_<callee id>...`: its name says what
 * it may call, and each call has its own line. The first function starts on line 1 and all are equally long.
 */
export function callGraphProgram(style: CallStyle): string {
  const callees = Array.from({ length: FUNCTIONS }, (_, id) => calleesOf(id));
  const names = callees.map((ids, id) => ['f', id, ...ids].join('_'));
  const hasGenerators = style === 'generators' || style === 'slow-generators';
  const isThroughC = style === 'through-c';
  const hasSpecial = isThroughC || hasGenerators || style === 'exceptions';
  const workOf = (id: number): string =>
    style === 'slow-generators' ? `; drain(range(${LEAST_WORK * (1 + (id % 7) * 2)}))` : '';
  const isSpecial = (id: number): boolean => hasSpecial && id % 3 === 1;
  const isSortKey = (id: number): boolean => id % 6 === 4;
  const callOf = (id: number): string => {
    if (!isSpecial(id)) return `${names[id]}()`;
    if (style === 'exceptions') return `drain(iter(${names[id]}, 0))`;
    if (hasGenerators) return `drain(${names[id]}())`;
    return isSortKey(id) ? `sorted((0,), key=${names[id]})` : `c_${id}()`;
  };
  const blocks = callees.map((ids, id) => {
    const lines = STEPS.map((_, at) => {
      const call = (ids[at] === undefined ? 'pass' : callOf(ids[at])) + workOf(id);
      if (!isSpecial(id)) return call;
      if (hasGenerators) return `${call}; yield`;
      return style === 'exceptions' && at === STEPS.length - 1 ? `${call}; raise StopIteration` : call;
    });
    const parameter = isThroughC && isSortKey(id) ? '_' : '';
    return [`def ${names[id]}(${parameter}):`, ...lines.map((line) => `    ${line}`), ''].join('\n');
  });
  const throughC = names.flatMap((name, id) =>
    isSpecial(id) && !isSortKey(id) ? [`c_${id} = partial(${name})`] : [],
  );
  return [
    ...blocks,
    'from functools import partial',
    DRAIN,
    ...throughC,
    MAIN.replace('RUN', RUNS[style] ?? 'main(FIRST)').replaceAll('FIRST', names[0] as string),
  ].join('\n');
}

const RUNS: Readonly<Partial<Record<CallStyle, string>>> = {
  deep: `dive(${RECURSION}, main)`,
  threads: `
from _thread import start_new_thread

def thread():
    main(FIRST)

for _ in range(${GRAPH_THREADS - 1}):
    start_new_thread(thread, ())
main(FIRST)`,
};

/** A deque without room exhausts an iterator in C. */
const DRAIN = 'from collections import deque\ndrain = deque(maxlen=0).extend';

const MAIN = `
import sys
from time import perf_counter

def dive(depth, run):
    if depth > 1:
        dive(depth - 1, run)
    else:
        run(FIRST)

def main(first):
    kind, amount = sys.argv[1], float(sys.argv[2])
    start = perf_counter()
    rounds = 0
    while rounds < amount if kind == 'rounds' else perf_counter() - start < amount:
        first()
        rounds += 1
    # No call of Python's own: a stack of the module json would be none that the graph knows.
    print(f'{{"elapsed": {perf_counter() - start}, "rounds": {rounds}}}')

sys.setrecursionlimit(10_000)
RUN
`;

function calleesOf(id: number): number[] {
  return STEPS.map(([least, most], at) => id + least + (mix(id * 3 + at) % (most - least + 1))).filter(
    (callee) => callee < FUNCTIONS,
  );
}

/** A fixed pseudo-random number: the program is the same in every run. */
function mix(value: number): number {
  let bits = Math.imul(value + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b);
  return (bits ^ (bits >>> 13)) >>> 0;
}

export interface GraphFunction {
  readonly id: number;
  readonly callees: readonly number[];
  readonly firstLine: number;
  readonly lastLine: number;
}

/** What a function's name says, or undefined for a name that is not of the graph. */
export function readGraphFunction(name: string): GraphFunction | undefined {
  if (!/^f(_\d+)+$/.test(name)) return undefined;
  const [id, ...callees] = name.split('_').slice(1).map(Number) as [number, ...number[]];
  const firstLine = 1 + id * BLOCK_LINES;
  return { id, callees, firstLine, lastLine: firstLine + STEPS.length };
}
