import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CallStyle, callGraphProgram } from '../../test/accuracy/call-graph.ts';

/** The frames of the deep program while one of its leaves runs. */
export const DEEP_STACK = 25;

/** Below `<module>` and `main`, above the leaf. */
const LEVELS = DEEP_STACK - 3;
/** Levels in which the path forks, so that there are some hundred distinct stacks and not one. */
const FORKS = 6;

export function writeCallGraph(folder: string, style: CallStyle = 'plain'): string {
  return write(folder, `graph_${style.replace('-', '_')}.py`, callGraphProgram(style));
}

/** Runs for the seconds of its argument at a depth of 25, going down and up again every tenth of a millisecond or so. */
export function writeDeepProgram(folder: string): string {
  const levels = Array.from({ length: LEVELS }, (_, level) => {
    const next = level === LEVELS - 1 ? 'leaves()' : `level_${level + 1}(path)`;
    const fork = level < FORKS ? `    if path & ${1 << level}:\n        return ${next}\n` : '';
    return `def level_${level}(path):\n${fork}    return ${next}\n`;
  });
  // The last level holds the loop over the leaves, so that a leaf is the 25th frame.
  levels[LEVELS - 1] = `def level_${LEVELS - 1}(path):\n    for leaf in LEAVES:\n        leaf()\n`;
  return write(folder, 'deep.py', `${DEEP_HEAD}\n${levels.join('\n')}\n${DEEP_MAIN}`);
}

const DEEP_HEAD = `
import sys
from time import perf_counter

${['a', 'b', 'c', 'd'].map((name) => `def leaf_${name}():\n    total = 0\n    for i in range(200):\n        total += i * i\n    return total\n`).join('\n')}
LEAVES = [leaf_a, leaf_b, leaf_c, leaf_d] * 4
`;

const DEEP_MAIN = `
def main(seconds):
    start = perf_counter()
    path = 0
    while perf_counter() - start < seconds:
        level_0(path)
        path = (path + 1) % ${1 << FORKS}

main(float(sys.argv[1]))
`;

/** Ordinary work of a fixed amount in the standard library; prints its own seconds. */
export function writeOrdinaryProgram(folder: string): string {
  return write(folder, 'ordinary.py', ORDINARY);
}

const ORDINARY = `
import json
import random
import re
import sys
from collections import Counter
from time import perf_counter

WORD = re.compile(r'[a-z]+')

def make_records(count):
    source = random.Random(1)
    return [{'id': i, 'name': f'name {source.random()}', 'tags': ['a', 'b', str(i % 7)]} for i in range(count)]

def through_json(records):
    return json.loads(json.dumps(records, indent=1))

def count_words(records):
    counter = Counter()
    for record in records:
        counter.update(WORD.findall(record['name'] + ' '.join(record['tags'])))
    return counter

def order(records):
    return sorted(records, key=lambda record: (record['tags'][2], record['name']))

def main(rounds):
    start = perf_counter()
    for _ in range(rounds):
        records = through_json(make_records(4000))
        count_words(records)
        order(records)
    print(json.dumps({'elapsed': perf_counter() - start}))

main(int(sys.argv[1]))
`;

/** Threads of `writeThreads`, the main one included. */
export const THREADS = 50;
export const BUSY_CHILDREN = 64;

/** Its argument says how many of the threads compute, at a depth of about 15; the others wait for an event. */
export function writeThreads(folder: string): string {
  return write(folder, 'threads.py', MANY_THREADS);
}

const MANY_THREADS = `
import sys
import threading

def go_down(levels, work):
    return work() if levels == 0 else go_down(levels - 1, work)

def compute():
    while True:
        sum(i * i for i in range(200))

event = threading.Event()
busy = int(sys.argv[1])
for number in range(1, ${THREADS}):
    work = compute if number < busy else event.wait
    threading.Thread(target=go_down, args=(10, work), daemon=True).start()
go_down(10, compute)
`;

/** A process whose children compute; they end with it. */
export function writeBusyChildren(folder: string): string {
  return write(folder, 'children.py', MANY_CHILDREN);
}

const MANY_CHILDREN = `
import ctypes
import os
import signal

def go_down(levels):
    return compute() if levels == 0 else go_down(levels - 1)

def compute():
    while True:
        sum(i * i for i in range(200))

PR_SET_PDEATHSIG = 1
for _ in range(${BUSY_CHILDREN}):
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        go_down(10)
signal.pause()
`;

function write(folder: string, name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, source);
  return path;
}
